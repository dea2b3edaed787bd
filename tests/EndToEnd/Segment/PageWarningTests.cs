namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>What the page says of relays that cannot go together.</summary>
public sealed class PageWarningTests(TwoHostsAndAPhone segment) : IClassFixture<TwoHostsAndAPhone>
{
    [Fact]
    public void Relays_with_other_keys_and_a_plain_one_are_told_apart()
    {
        segment.ShellOne.Run("$sealed = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7002 -Name one -Encrypt");
        segment.ShellTwo.Run("$sealed = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.2.1 -Port 7002 -Name two -Encrypt");
        try
        {
            segment.Browser.Open("about:blank");
            segment.Browser.Open(Join("$sealed.JoinLink", segment.ShellTwo.Run("$sealed.JoinLink")));

            segment.Browser.WaitFor("#links li[data-sealed=true][data-key-trouble=other-key]", 2);
            Eventually.True(() => segment.Browser.Find("#status").Text.Contains("two has another key than one: they will not talk.", StringComparison.Ordinal));

            segment.Browser.Find("#joinlink").SendKeys(segment.JoinLinkOne);
            segment.Browser.Find("#add-button").Click();
            segment.Browser.WaitFor("#links li[data-relay='10.83.1.1:7001'][data-sealed=false][data-key-trouble=mixed]", 1);

            segment.Browser.Find("#links li[data-relay='10.83.1.1:7001'] button.remove").Click();
            segment.Browser.Find("#links li[data-relay='10.83.2.1:7002'] button.remove").Click();
            segment.Browser.WaitFor("#links li", 1);
            Assert.Equal(0, segment.Browser.Count("#links li[data-key-trouble]"));
        }
        finally
        {
            segment.ShellOne.Run("$sealed | Remove-Job -Force");
            segment.ShellTwo.Run("$sealed | Remove-Job -Force");
        }
    }

    [Fact]
    public void A_page_over_https_says_that_it_cannot_join_a_relay_over_http()
    {
        segment.ShellOne.Run("$tls = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7003 -Name tls -Https");
        try
        {
            segment.Browser.Open("about:blank");
            segment.Browser.Open(Join("$tls.JoinLink", segment.JoinLinkTwo));

            segment.Browser.WaitFor("#links li[data-state=open]", 1);
            Assert.Contains("no link to a relay that serves http, as 10.83.2.1:7001 does", segment.Browser.Find("#problem").Text, StringComparison.Ordinal);
            Assert.Equal(1, segment.Browser.Count("#links li"));
        }
        finally
        {
            segment.ShellOne.Run("$tls | Remove-Job -Force");
        }
    }

    private string Join(string first, string second) => $"{segment.ShellOne.Run(first)}&with={Uri.EscapeDataString(second)}";
}
