using System.Management.Automation;
using Gelf.Help;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>The pages of docs/en-US, which become what Get-Help shows, say all that there is to say and nothing that is no more.</summary>
[Collection(CmdletCollection.Name)]
public sealed class HelpPageTests(HostedShell shell)
{
    private static readonly string s_folder = HostedShell.FileOf("docs/en-US");

    public static TheoryData<string> Pages => [.. Names("*.md")];

    public static TheoryData<string> Topics => [.. Names("*-*.md")];

    public static TheoryData<string> AboutTopics => [.. Names("about_*.md")];

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        var cmdlets = shell.Run("Get-Command -Module Gelf.PowerShell").Output.Select(command => ((CmdletInfo)command.BaseObject).Name);

        Assert.Equal(cmdlets.Order(), Names("*-*.md"));
    }

    // dotnet …/Gelf.Help.dll update out/Gelf/Gelf.psd1 docs/en-US brings it up to date.
    [Theory, MemberData(nameof(Topics))]
    public void Syntax_and_attributes_of_parameters_are_those_of_the_code(string name)
    {
        var page = File.ReadAllText(PathOf(name));

        Assert.Equal(PageUpdate.Apply(page, Command(name)), page);
    }

    [Theory, MemberData(nameof(Topics))]
    public void A_page_tells_what_the_cmdlet_does_takes_and_returns(string name)
    {
        var topic = CommandTopic.Read(PathOf(name));

        Assert.EndsWith(".", topic.Synopsis, StringComparison.Ordinal);
        Assert.NotEmpty(topic.Description);
        Assert.NotEmpty(topic.Inputs);
        var types = Command(name).OutputType.Select(type => type.Type == typeof(void) ? "None" : type.Name);
        Assert.Empty(types.Except(topic.Outputs.Select(output => output.Name)));
        Assert.All([.. topic.Inputs, .. topic.Outputs], entry => Assert.NotEmpty(entry.Text));
    }

    [Theory, MemberData(nameof(Topics))]
    public void A_page_tells_of_every_parameter_and_of_no_other(string name)
    {
        var topic = CommandTopic.Read(PathOf(name));

        Assert.Equal(Command(name).Parameters.Keys.Except(Cmdlet.CommonParameters).Order(), topic.Parameters.Keys.Order());
        Assert.All(topic.Parameters, parameter => Assert.NotEmpty(parameter.Value));
    }

    [Fact]
    public void The_page_of_counters_says_what_every_reason_of_a_drop_means()
    {
        var reasons = typeof(GelfStats).GetProperties().Select(property => property.Name).Where(name => name.StartsWith("Dropped", StringComparison.Ordinal) && name != "Dropped");

        var page = File.ReadAllText(PathOf("Get-GelfStats"));

        Assert.All(reasons, reason => Assert.Contains($"\n| {reason} | ", page, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Topics))]
    public void A_page_has_two_examples_or_more_and_each_uses_the_cmdlet(string name)
    {
        var topic = CommandTopic.Read(PathOf(name));

        Assert.True(topic.Examples.Count >= 2);
        Assert.All(topic.Examples, example => Assert.Contains(name, example.Code, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Nothing_is_left_to_be_written_and_every_link_leads_to_a_page(string name)
    {
        var text = File.ReadAllText(PathOf(name));

        Assert.DoesNotContain(PageUpdate.Placeholder, text, StringComparison.Ordinal);
        var links = text.Split('\n').SkipWhile(line => line is not ("## RELATED LINKS" or "## SEE ALSO")).Skip(1).Where(line => line.Length > 0).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, line => Assert.Contains(line, Names("*.md").Select(page => $"- [{page}]({page}.md)")));
    }

    [Theory, MemberData(nameof(AboutTopics))]
    public void About_topics_fit_a_terminal_but_for_code_and_have_their_synopsis_in_the_fifth_line(string name)
    {
        var lines = AboutTopic.Render(PathOf(name)).Split('\n');

        Assert.Equal(["TOPIC", $"    {name}", "", "SHORT DESCRIPTION"], lines[..4]);
        Assert.NotEmpty(lines[4].Trim());
        Assert.All(lines.Skip(5).Where(line => !line.StartsWith("        ", StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Markdown_that_help_cannot_show_is_an_error_that_names_the_file()
    {
        using var folder = new TemporaryFolder();
        var page = Path.Combine(folder.Path, "about_It.md");
        File.WriteAllText(page, "# about_It\n\n## SHORT DESCRIPTION\n\n![a picture](it.png)\n");

        var error = Assert.Throws<HelpSourceException>(() => AboutTopic.Render(page));

        Assert.StartsWith($"{page}: line ", error.Message, StringComparison.Ordinal);
    }

    private CmdletInfo Command(string name) => (CmdletInfo)shell.Get("Get-Command $args[0]", name);

    private static string PathOf(string name) => Path.Combine(s_folder, name + ".md");

    private static IEnumerable<string> Names(string pattern) => Directory.EnumerateFiles(s_folder, pattern).Select(path => Path.GetFileNameWithoutExtension(path)!).Order();
}
