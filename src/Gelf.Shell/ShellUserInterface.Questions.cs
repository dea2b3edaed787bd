using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Gelf.Shell;

internal sealed partial class ShellUserInterface
{
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ShowQuestion(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in descriptions)
        {
            Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type known) ? known
                : LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out Type named) ? named
                : typeof(string);
            answers[field.Name] = PSObject.AsPSObject(Ask(field.Name, type));
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ShowQuestion(caption, message);
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
                Write($"[{HotKey(choices[i])}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}  ");
            Write(defaultChoice >= 0 ? $"(default is \"{HotKey(choices[defaultChoice])}\"): " : ": ");

            string answer = ReadAnswer(message).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            for (int i = 0; i < choices.Count; i++)
            {
                if (answer.Equals(HotKey(choices[i]), StringComparison.OrdinalIgnoreCase)
                    || answer.Equals(choices[i].Label.Replace("&", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                    return i;
            }

            foreach (ChoiceDescription choice in choices)
                WriteLine($"{HotKey(choice)} - {choice.HelpMessage}");
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        ShowQuestion(caption, message);
        string user = string.IsNullOrEmpty(userName) ? (string)Ask("User", typeof(string)) : userName;
        return new PSCredential(user, (SecureString)Ask($"Password for {user}", typeof(SecureString)));
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    private object Ask(string name, Type type)
    {
        if (type == typeof(PSCredential))
            return PromptForCredential("", name, "", "");
        if (type.IsArray)
            return AskForList(name, type.GetElementType()!);

        for (int attempt = 1; ; attempt++)
        {
            Write($"{name}: ");
            if (type == typeof(SecureString))
                return ReadLineAsSecureString();
            string answer = ReadAnswer(name);
            if (TryConvert(answer, type, out object value))
                return value;
            Refuse(name, answer, type, attempt);
        }
    }

    /// <summary>One element a line; an empty line ends the list, as in pwsh.</summary>
    private Array AskForList(string name, Type element)
    {
        var values = new List<object>();
        int attempt = 1;
        while (true)
        {
            Write($"{name}[{values.Count}]: ");
            string answer = ReadAnswer(name);
            if (answer.Length == 0)
                break;
            if (TryConvert(answer, element, out object value))
                values.Add(value);
            else
                Refuse(name, answer, element, attempt++);
        }

        var array = Array.CreateInstance(element, values.Count);
        for (int i = 0; i < values.Count; i++)
            array.SetValue(values[i], i);
        return array;
    }

    /// <summary>As PowerShell converts; and true and false, which it takes for a switch only as $true and $false, and not as text.</summary>
    private static bool TryConvert(string answer, Type type, out object value)
    {
        if (type != typeof(SwitchParameter) && type != typeof(bool))
            return LanguagePrimitives.TryConvertTo(answer, type, out value);
        bool understood = bool.TryParse(answer.Trim().TrimStart('$'), out bool yes);
        value = type == typeof(bool) ? yes : new SwitchParameter(yes);
        return understood;
    }

    /// <summary>Tells what is wrong with an answer. The second one that is wrong ends the asking: whoever answers may be no person.</summary>
    private void Refuse(string name, string answer, Type type, int attempt)
    {
        string problem = type == typeof(SwitchParameter) || type == typeof(bool)
            ? $"'{answer}' is neither true nor false."
            : $"'{answer}' is no {type.Name}.";
        if (attempt > 1)
            throw new HostException($"{problem} Give '{name}' as a parameter instead.");
        WriteErrorLine(problem);
    }

    /// <summary>Nobody may answer for the user: where there is no input, the question is an error, not its default.</summary>
    private string ReadAnswer(string question) => Interruptible(_input.Read)
        ?? throw new HostException($"'{question}' needs an answer, and standard input is at its end. Give the value as a parameter instead.");

    private void ShowQuestion(string caption, string message)
    {
        ClearProgress();
        if (interactive || Terminal.HasInput)
        {
            if (!string.IsNullOrEmpty(caption))
                WriteLine(caption);
            if (!string.IsNullOrEmpty(message))
                WriteLine(message);
        }
    }

    private static string HotKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label.Substring(mark + 1, 1).ToUpperInvariant() : choice.Label;
    }
}
