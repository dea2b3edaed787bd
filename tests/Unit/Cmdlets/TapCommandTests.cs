using System.Management.Automation;
using Gelf.Engine.Devices;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class TapCommandTests(HostedShell shell)
{
    [Theory]
    [InlineData("New-GelfTap -Mtu 10", "TapMtuInvalid", 10)]
    [InlineData("New-GelfTap -Mtu 65522", "TapMtuInvalid", 65522)]
    [InlineData("New-GelfTap -MacAddress 01:00:5e:10:00:01", "TapMacInvalid", "01:00:5e:10:00:01")]
    [InlineData("New-GelfTap -MacAddress nonsense", "TapMacInvalid", "nonsense")]
    [InlineData("New-GelfTap 'a name that is too long'", "TapNameInvalid", "a name that is too long")]
    [InlineData("New-GelfTap -Owner no.such.user", "TapOwnerUnknown", "no.such.user")]
    public void A_value_that_cannot_be_right_is_one_error_that_names_it(string script, string id, object value)
    {
        var outcome = shell.Run(script);

        Assert.Empty(outcome.Output);
        Assert.Equal(id, outcome.TheErrorId);
        Assert.Equal(value, outcome.TheError.TargetObject);
        Assert.Contains(value.ToString()!, outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_MTU_names_the_range() =>
        Assert.Contains("from 68 to 65521", shell.Run("New-GelfTap -Mtu 10").TheError.ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_id_of_an_error_is_followed_by_the_cmdlet() =>
        Assert.Equal("TapMtuInvalid,Gelf.PowerShell.Commands.NewGelfTapCommand", shell.Run("New-GelfTap -Mtu 10").TheError.FullyQualifiedErrorId);

    [Fact]
    public void ErrorAction_Stop_makes_it_an_exception()
    {
        var caught = shell.Get("try { New-GelfTap -Mtu 10 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }");

        Assert.Equal("TapMtuInvalid", caught);
    }

    [Fact]
    public void One_bad_name_of_several_is_one_error() =>
        Assert.Equal("TapNotFound", shell.Run("'no-such-*', 'no-such-tap' | Get-GelfTap").TheErrorId);

    [Theory]
    [InlineData("New-GelfTap -WhatIf")]
    [InlineData("New-GelfTap -Name whatif0 -Persist -WhatIf")]
    [InlineData("Remove-GelfTap no-such-tap -WhatIf")]
    public void WhatIf_changes_nothing(string script)
    {
        var before = Interfaces();

        var outcome = shell.Run(script);

        Assert.Empty(outcome.Output);
        Assert.Empty(outcome.Errors);
        Assert.Equal(before, Interfaces());
    }

    [Fact]
    public void A_tap_that_is_not_there_cannot_be_removed()
    {
        var outcome = shell.Run("Remove-GelfTap no-such-tap");

        Assert.Equal("TapNotFound", outcome.TheErrorId);
        Assert.Equal("no-such-tap", outcome.TheError.TargetObject);
        Assert.Equal(ErrorCategory.ObjectNotFound, outcome.TheError.CategoryInfo.Category);
    }

    [Fact]
    public void A_pattern_that_matches_no_tap_is_no_error() => Assert.Empty(shell.Run("Remove-GelfTap no-such-*; Get-GelfTap no-such-*").Errors);

    private static IReadOnlyList<(int, string)> Interfaces() => InterfaceTable.List();
}
