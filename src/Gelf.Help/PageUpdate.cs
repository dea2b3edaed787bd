using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;

namespace Gelf.Help;

/// <summary>
/// Brings into a page what the code says: the syntax, and the attributes of each parameter, in the form that PlatyPS has for
/// them. All else stays as it is written; where something has to be written still, a placeholder stands.
/// </summary>
internal static partial class PageUpdate
{
    /// <summary>What nobody has written yet.</summary>
    internal const string Placeholder = "{{ to be written }}";

    internal static string NewPage(CmdletInfo command) =>
        $"""
        ---
        document type: cmdlet
        external help file: {command.HelpFile}
        Locale: en-US
        Module Name: {command.ModuleName}
        PlatyPS schema version: 2024-05-01
        title: {command.Name}
        ---

        # {command.Name}

        ## SYNOPSIS

        {Placeholder}

        ## SYNTAX

        ## DESCRIPTION

        {Placeholder}

        ## EXAMPLES

        ## PARAMETERS

        ## INPUTS

        ## OUTPUTS

        ## NOTES

        ## RELATED LINKS

        """;

    internal static string Apply(string page, CmdletInfo command)
    {
        page = SyntaxSection().Replace(page, _ => $"## SYNTAX\n\n{Syntax(command)}");
        return ParameterSection().Replace(page, match => $"## PARAMETERS\n\n{Parameters(match.Groups["text"].Value, command)}");
    }

    private static string Syntax(CmdletInfo command)
    {
        var text = new StringBuilder();
        foreach (var set in command.ParameterSets)
            text.Append(CultureInfo.InvariantCulture, $"### {(set.Name == ParameterAttribute.AllParameterSets ? "(All)" : set.Name)}\n\n```\n{command.Name} {set}\n```\n\n");
        return text.ToString();
    }

    // In the order of names; text about parameters that no longer exist goes.
    private static string Parameters(string written, CmdletInfo command)
    {
        var prose = OneParameter().Matches(written).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["prose"].Value.Trim());
        var text = new StringBuilder();
        foreach (var parameter in ParameterFacts.Of(command))
            text.Append(CultureInfo.InvariantCulture, $"### -{parameter.Name}\n\n{prose.GetValueOrDefault(parameter.Name, Standard(parameter.Name))}\n\n{Attributes(parameter)}\n");
        return text.Append(
            """
            ### CommonParameters

            This cmdlet has the common parameters, such as -ErrorAction and -Verbose: see about_CommonParameters.


            """).ToString();
    }

    private static string Standard(string parameter) => parameter switch
    {
        "WhatIf" => "Shows what would be done, and does not do it.",
        "Confirm" => "Asks before it is done.",
        _ => Placeholder,
    };

    private static string Attributes(ParameterFacts parameter)
    {
        var text = new StringBuilder();
        text.Append("```yaml\n")
            .Append(CultureInfo.InvariantCulture, $"Type: {parameter.Type}\nDefaultValue: {Quote(parameter.Default)}\nSupportsWildcards: {Lower(parameter.SupportsWildcards)}\n")
            .Append(CultureInfo.InvariantCulture, $"Aliases: [{string.Join(", ", parameter.Aliases)}]\nParameterSets:\n");
        foreach (var (name, set) in parameter.Sets)
            text.Append(CultureInfo.InvariantCulture, $"- Name: {(name == ParameterAttribute.AllParameterSets ? "(All)" : name)}\n")
                .Append(CultureInfo.InvariantCulture, $"  Position: {(set.Position == int.MinValue ? "Named" : set.Position)}\n  IsRequired: {Lower(set.IsMandatory)}\n")
                .Append(CultureInfo.InvariantCulture, $"  ValueFromPipeline: {Lower(set.ValueFromPipeline)}\n  ValueFromPipelineByPropertyName: {Lower(set.ValueFromPipelineByPropertyName)}\n")
                .Append(CultureInfo.InvariantCulture, $"  ValueFromRemainingArguments: {Lower(set.ValueFromRemainingArguments)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"DontShow: false\nAcceptedValues: [{string.Join(", ", parameter.AcceptedValues)}]\nHelpMessage: ''\n```\n").ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Lower(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"^## SYNTAX\n.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SyntaxSection();

    [GeneratedRegex(@"^## PARAMETERS\n(?<text>.*?)(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ParameterSection();

    [GeneratedRegex(@"^### -(?<name>\w+)\n(?<prose>.*?)(?=^```yaml|^### |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex OneParameter();
}
