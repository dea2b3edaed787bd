using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Help;

/// <summary>Get-Help shows in a shell what the pages of docs/en-US say.</summary>
public sealed class GetHelpTests
{
    [Fact]
    public async Task Full_help_has_description_parameters_with_defaults_and_examples()
    {
        ProcessResult result = await GelfProcess.RunAsync("-Command", "Get-Help New-GelfTap -Full");

        Assert.Equal("", result.Error);
        Assert.Contains("Creates a tap, the network interface of a host on the segment", result.Output, StringComparison.Ordinal);
        Assert.Contains("New-GelfTap [[-Name] <String>] [-Mtu <Int32>]", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"-Mtu <Int32>\s+The most bytes of payload that a frame may carry, 68 to 65521(.|\n)*?Default value +1500", result.Output);
        Assert.Contains("$tap | New-GelfAddress 10.10.10.1/24", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_cmdlet_has_help_for_all_of_itself()
    {
        const string Command =
            """
            foreach ($command in Get-Command -Module Gelf) {
                $help = Get-Help $command.Name -Full
                $silent = @($help.parameters.parameter | Where-Object { -not $_.description.Text } | ForEach-Object { $_.name })
                $enough = $help.Synopsis -like '*.' -and $help.description.Text -and @($help.examples.example).Count -ge 2 -and $help.returnValues -and $help.relatedLinks
                if (-not $enough -or $silent) { "$($command.Name) $silent" }
            }
            """;
        ProcessResult result = await GelfProcess.RunAsync("-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task About_topics_are_found_by_their_names_and_have_a_synopsis()
    {
        ProcessResult result = await GelfProcess.RunAsync("-Command", "Get-Help about_Gelf* | ForEach-Object { \"$($_.Name): $($_.Synopsis)\" }");

        Assert.Equal("", result.Error);
        Assert.Equal(
            """
            about_Gelf: Joins hosts that cannot reach each other into one Ethernet segment, through a browser tab.
            about_Gelf_Protocol: What relays and wires say to each other, for those who look at the network or the counters.

            """,
            result.Output);
    }
}
