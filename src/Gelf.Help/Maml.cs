using System.Management.Automation;
using System.Xml.Linq;

namespace Gelf.Help;

/// <summary>The XML that Get-Help reads: what the pages say, with what the code says of syntax and parameters.</summary>
internal static class Maml
{
    private static readonly XNamespace s_root = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static XDocument Document(IEnumerable<(CommandTopic Topic, CmdletInfo Command)> topics) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(s_root + "helpItems", new XAttribute("schema", "maml"), topics.Select(both => Command(both.Topic, both.Command))));

    private static XElement Command(CommandTopic topic, CmdletInfo command)
    {
        var parameters = ParameterFacts.Of(command);
        return new XElement(s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml), new XAttribute(XNamespace.Xmlns + "command", s_command), new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(s_command + "details",
                new XElement(s_command + "name", command.Name),
                new XElement(s_command + "verb", command.Verb),
                new XElement(s_command + "noun", command.Noun),
                Text("description", [topic.Synopsis])),
            Text("description", topic.Description),
            new XElement(s_command + "syntax", command.ParameterSets.Select(set => SyntaxItem(command, set, parameters))),
            new XElement(s_command + "parameters", parameters.Select(parameter => Parameter(parameter, topic, parameter.Sets.First().Value))),
            new XElement(s_command + "inputTypes", topic.Inputs.Select(entry => Type("inputType", entry))),
            new XElement(s_command + "returnValues", topic.Outputs.Select(entry => Type("returnValue", entry))),
            topic.Notes.Count == 0 ? null : new XElement(s_maml + "alertSet", Text("alert", topic.Notes)),
            new XElement(s_command + "examples", topic.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", topic.Links.Select(link => new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", link), new XElement(s_maml + "uri")))));
    }

    private static XElement SyntaxItem(CmdletInfo command, CommandParameterSetInfo set, IReadOnlyList<ParameterFacts> facts) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", command.Name),
        set.Parameters.Select(parameter => (parameter, facts: facts.FirstOrDefault(one => one.Name == parameter.Name))).Where(both => both.facts is not null)
            .OrderBy(both => both.parameter.Position < 0).ThenBy(both => both.parameter.Position).ThenBy(both => !both.parameter.IsMandatory)
            .Select(both => Parameter(both.facts!, null, both.facts!.Sets.First(one => one.Key == set.Name || one.Key == ParameterAttribute.AllParameterSets).Value)));

    private static XElement Parameter(ParameterFacts facts, CommandTopic? topic, ParameterSetMetadata set) => new(
        s_command + "parameter",
        new XAttribute("required", Lower(set.IsMandatory)),
        new XAttribute("globbing", Lower(facts.SupportsWildcards)),
        new XAttribute("pipelineInput", Pipeline(set)),
        new XAttribute("position", set.Position < 0 ? "named" : set.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new XAttribute("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
        new XElement(s_maml + "name", facts.Name),
        topic is null ? null : Text("description", topic.Parameters.GetValueOrDefault(facts.Name, [])),
        facts.IsSwitch ? null : new XElement(s_command + "parameterValue", new XAttribute("required", "true"), ShortName(facts.Type)),
        new XElement(s_dev + "type", new XElement(s_maml + "name", ShortName(facts.Type)), new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", facts.Default.Length == 0 ? "None" : facts.Default));

    private static XElement Example(HelpExample example, int index) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- Example {index + 1}: {example.Title} --------"),
        new XElement(s_dev + "code", example.Code),
        // The empty paragraph separates it from the next example.
        new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Type(string element, HelpEntry entry) => new(
        s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", entry.Name)),
        Text("description", entry.Text));

    private static XElement Text(string element, IReadOnlyList<string> text) => new(s_maml + element, Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> text) => text.Select(paragraph => new XElement(s_maml + "para", paragraph));

    private static string Pipeline(ParameterSetMetadata set) => (set.ValueFromPipeline, set.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };

    private static string ShortName(Type type) => Nullable.GetUnderlyingType(type) is { } value ? ShortName(value) : type.Name;

    private static string Lower(bool value) => value ? "true" : "false";
}
