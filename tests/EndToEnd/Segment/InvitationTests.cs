using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>Somebody leads the browser to a relay's page by a join link that names a relay of theirs: the third of the segment.</summary>
public sealed class InvitationTests(PageTests.ThreeHosts segment) : IClassFixture<PageTests.ThreeHosts>, IDisposable
{
    private const string Question = "#invitation[open]";
    private const string Stored = "return localStorage.getItem('gelf.relays')";

    public void Dispose() => segment.Browser.Evaluate("localStorage.clear()");

    [Fact]
    public void A_page_that_remembers_joins_no_relay_of_a_stranger_and_stores_none_before_the_user_says_so()
    {
        JoinTwo();
        segment.Browser.Find("#remember").Click();
        var stored = segment.Browser.Evaluate(Stored);

        segment.Open(StrangersLink);
        segment.Browser.WaitFor(Question, 1);

        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Assert.Equal(stored, segment.Browser.Evaluate(Stored));
        Ping.AssertAllAnswered(segment.Hosts[0], "10.10.10.2", 3);
        AssertNothingIsJoined(stored);

        segment.Browser.Find("#invitation-no").Click();

        segment.Browser.WaitFor(Question, 0);
        AssertNothingIsJoined(stored);
        segment.Open(segment.Page);
        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        AssertNothingIsJoined(stored);
    }

    [Fact]
    public void A_page_with_open_links_asks_too_when_only_its_fragment_changes_and_loading_it_again_joins_what_was_joined()
    {
        JoinTwo();

        segment.Browser.Open(StrangersLink);

        segment.Browser.WaitFor(Question, 1);
        Assert.Contains("10.83.3.1:7001\nNew", segment.Browser.Find("#invited").Text, StringComparison.Ordinal);
        Assert.Contains("10.83.1.1:7001\nThis page's relay, joined already, with another token", segment.Browser.Find("#invited").Text, StringComparison.Ordinal);
        Assert.Contains("10.83.1.1:7001 and 10.83.2.1:7001", segment.Browser.Find("#invitation-now").Text, StringComparison.Ordinal);
        AssertNothingIsJoined(null);

        segment.Browser.Evaluate("location.reload()");

        segment.Browser.WaitFor(Question, 0);
        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        AssertNothingIsJoined(null);
    }

    [Fact]
    public void After_a_yes_the_relays_are_joined_and_stored_and_links_that_were_open_stay_as_they_are()
    {
        JoinTwo();
        segment.Browser.Find("#remember").Click();
        var before = segment.LinksOfOne();
        segment.Browser.Open(StrangersLink);
        segment.Browser.WaitFor(Question, 1);

        segment.Browser.WaitFor("#invitation-yes:enabled", 1);
        segment.Browser.Find("#invitation-yes").Click();

        segment.Browser.WaitFor("#links li[data-state=open]", 3);
        Assert.Equal(before, segment.LinksOfOne());
        Assert.Contains("10.83.3.1:7001", (string)segment.Browser.Evaluate(Stored)!, StringComparison.Ordinal);
        Assert.Contains(Token, (string)segment.Browser.Evaluate(Stored)!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_escape_key_says_no_and_what_is_typed_as_the_question_appears_says_nothing()
    {
        JoinTwo();
        segment.Browser.Open(StrangersLink);
        segment.Browser.WaitFor(Question, 1);

        segment.Browser.Focused.SendKeys(" \n ");
        Assert.Equal(1, segment.Browser.Count(Question));
        AssertNothingIsJoined(null);

        segment.Browser.Focused.SendKeys(OpenQA.Selenium.Keys.Escape);
        segment.Browser.WaitFor(Question, 0);
        AssertNothingIsJoined(null);
    }

    [Fact]
    public void A_link_with_the_token_of_the_relay_is_joined_without_a_question()
    {
        JoinTwo();
        segment.Browser.Find("#remember").Click();

        segment.Open(segment.JoinLink);

        segment.Browser.WaitFor("#links li[data-state=open]", 3);
        Assert.Equal(0, segment.Browser.Count(Question));
        Assert.Contains("10.83.3.1:7001", (string)segment.Browser.Evaluate(Stored)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(320, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public void Everybody_can_read_and_answer_the_question(int width, bool dark)
    {
        segment.Browser.Appear(width, 800, dark);
        JoinTwo();
        var many = string.Concat(Enumerable.Range(1, 20).Select(i => $"&with=http%3A%2F%2F{new string('h', 60)}{i}.example%3A7001%2F%23token%3Dx"));
        segment.Browser.Open(StrangersLink + (dark ? "" : many));
        segment.Browser.WaitFor(Question, 1);
        segment.Browser.WaitFor("#invitation-yes:enabled", 1);

        Directory.CreateDirectory(Repository.PathOf("out", "screenshots"));
        File.WriteAllBytes(Repository.PathOf("out", "screenshots", $"question-{width}-{(dark ? "dark" : "light")}.png"), segment.Browser.Screenshot());
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
        Assert.Equal("invitation-title", segment.Browser.Evaluate("return document.activeElement.id"));
        Assert.Equal(true, segment.Browser.Evaluate("""
            const place = document.querySelector("#invitation").getBoundingClientRect();
            return document.documentElement.scrollWidth <= innerWidth && place.left >= 0 && place.right <= innerWidth && place.top >= 0 && place.bottom <= innerHeight;
            """));
        Assert.Equal(true, segment.Browser.Evaluate("""
            const inView = ({ top, bottom, height }) => top >= 0 && bottom <= innerHeight && height >= 44;
            return [...document.querySelectorAll("#invitation button")].every((b) => inView(b.getBoundingClientRect()));
            """));
        Assert.DoesNotContain("token%3D", segment.Browser.Find("#invitation").Text, StringComparison.Ordinal);
    }

    private string StrangersLink => $"{segment.Page}#token=guessed&with={Uri.EscapeDataString(segment.JoinLinks[2])}";

    private string Token => Regex.Match(segment.JoinLinks[0], "(?<=token=).*").Value;

    private void JoinTwo()
    {
        segment.Open(segment.Page);
        segment.Browser.Evaluate("localStorage.clear()");
        segment.Open($"{segment.JoinLinks[0]}&with={Uri.EscapeDataString(segment.JoinLinks[1])}");
        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Eventually.True(() => segment.Hosts.Take(2).All(TwoHostsAndAPhone.HasCarrier) && !TwoHostsAndAPhone.HasCarrier(segment.Hosts[2]));
    }

    private void AssertNothingIsJoined(object? stored)
    {
        Assert.Equal(2, segment.Browser.Count("#links li"));
        Assert.Equal("0", segment.CountLinksOfThree());
        Assert.Equal(stored, segment.Browser.Evaluate(Stored));
    }
}
