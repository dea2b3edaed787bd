using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>What the page does in every engine, over a sealed segment.</summary>
public abstract class EngineTests(TwoHostsAndAPhone segment)
{
    internal const string Sealed = " -Key b04c96f0e62fd14424e7e58e3d8ba957";
    private const string RelayTwo = "#links li[data-relay='10.83.2.1:7001']";

    [Fact]
    public void One_join_link_joins_both_hosts_and_twenty_of_twenty_pings_go_through()
    {
        segment.Join();

        AssertAllPingsGoThrough();

        var mac = segment.ShellTwo.Run("$relay.Tap.MacAddress");
        Assert.Contains($"10.10.10.2 dev tap0 lladdr {mac}", segment.One.Run("ip", "neigh"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_part_of_the_page_works()
    {
        segment.Join();

        segment.Browser.WaitFor("#chart canvas", 1);
        Assert.Equal("", segment.Browser.Evaluate("return document.querySelector('#failures').textContent"));
        Assert.Equal(0, segment.Browser.Count(".failure"));
    }

    [Fact]
    public void TCP_goes_through_in_super_frames()
    {
        segment.Join();
        var before = Sent();

        using var server = segment.Two.Start("iperf3", "-s", "-1");
        Eventually.True(() => segment.Two.Run("ss", "-ltn").Contains(":5201", StringComparison.Ordinal));
        segment.One.Run("iperf3", "-c", "10.10.10.2", "-t", "2");

        var (frames, bytes) = Sent();
        // Frames of 1,514 bytes would be the kernel's own segmenting; a super-frame is many of them, and on a busy machine, where TCP
        // paces itself, still some.
        Assert.True((bytes - before.Bytes) / (frames - before.Frames) > 2 * 1_514, $"{bytes - before.Bytes} bytes in {frames - before.Frames} frames");
    }

    [Fact]
    public void A_relay_that_was_killed_and_started_again_is_joined_again_by_itself()
    {
        segment.Join();

        segment.KillTwo();
        segment.Browser.WaitFor($"{RelayTwo}:not([data-state=open])", 1);
        Eventually.True(() => !TwoHostsAndAPhone.HasCarrier(segment.One));
        segment.RestartTwo();

        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Eventually.True(() => TwoHostsAndAPhone.HasCarrier(segment.One) && TwoHostsAndAPhone.HasCarrier(segment.Two));
        AssertAllPingsGoThrough();
    }

    [Fact]
    public void A_link_that_is_removed_is_gone_for_both_hosts()
    {
        segment.Join();

        Click($"{RelayTwo} button.remove");

        segment.Browser.WaitFor("#links li", 1);
        Eventually.True(() => segment.ShellTwo.Run("@($relay.Links).Count") == "0");
        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "0");
        Eventually.True(() => !TwoHostsAndAPhone.HasCarrier(segment.One) && !TwoHostsAndAPhone.HasCarrier(segment.Two));
        Assert.Equal("1", segment.ShellOne.Run("@($relay.Links).Count"));
    }

    [Fact]
    public void A_relay_is_added_by_host_and_port_alone_since_the_key_gives_it_the_same_token()
    {
        OpenAlone(segment.JoinLinkOne);
        segment.Browser.WaitFor("#links li[data-state=open]", 1);

        segment.Browser.Find("#host").SendKeys("10.83.2.1");
        segment.Browser.Find("#port").Clear();
        segment.Browser.Find("#port").SendKeys("7001");
        Click("#add-button");

        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "1");
    }

    [Fact]
    public void A_wrong_token_is_told_in_words_and_opens_nothing()
    {
        OpenAlone(Regex.Replace(segment.JoinLinkOne, "token=.*", "token=wrong"));

        segment.Browser.WaitFor("#links li", 1);
        Eventually.True(() => segment.Browser.Find("#links li").Text.Contains("token", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("0", segment.ShellOne.Run("@($relay.Links).Count"));
    }

    [Fact]
    public void A_fragment_with_another_token_joins_nothing_to_open_links_before_the_user_says_so()
    {
        OpenAlone(segment.JoinLinkOne);
        segment.Browser.WaitFor("#links li[data-state=open]", 1);

        segment.Browser.Evaluate($"location.hash = '#token=guessed&with={Uri.EscapeDataString(segment.JoinLinkTwo)}'");

        segment.Browser.WaitFor("#invitation[open]", 1);
        Assert.Equal("0", segment.ShellTwo.Run("@($relay.Links).Count"));
        Assert.Equal($"#{segment.JoinLinkOne.Split('#')[1]}", segment.Browser.Evaluate("return location.hash"));
        segment.Browser.WaitFor("#invitation-yes:enabled", 1);
        Click("#invitation-yes");
        segment.Browser.WaitFor("#links li[data-state=open]", 2);
    }

    [Fact]
    public void When_the_page_is_left_both_hosts_see_the_cable_pulled_and_when_it_is_come_back_to_it_joins_again()
    {
        segment.Join();

        segment.Browser.Open("about:blank");
        Eventually.True(() => !TwoHostsAndAPhone.HasCarrier(segment.One) && !TwoHostsAndAPhone.HasCarrier(segment.Two));
        Assert.Equal("0", segment.ShellOne.Run("@($relay.Links).Count"));

        segment.Browser.Back();
        Eventually.True(() => TwoHostsAndAPhone.HasCarrier(segment.One) && TwoHostsAndAPhone.HasCarrier(segment.Two));
    }

    [Theory]
    [InlineData("phone", 390, 844, false)]
    [InlineData("phone", 390, 844, true)]
    [InlineData("desk", 1280, 800, false)]
    [InlineData("desk", 1280, 800, true)]
    public void The_page_fits_a_phone_and_a_desk_and_is_light_or_dark_as_the_user_has_it(string size, int width, int height, bool dark)
    {
        segment.Browser.Appear(width, height, dark);
        segment.Join();
        AssertAllPingsGoThrough();

        var picture = segment.Browser.Screenshot();

        Directory.CreateDirectory(Repository.PathOf("out", "screenshots"));
        var name = $"{segment.Engine}-{size}-{(dark ? "dark" : "light")}.png".ToLowerInvariant();
        File.WriteAllBytes(Repository.PathOf("out", "screenshots", name), picture);
        Assert.Equal((width, height), SizeOfPng(picture));
        Assert.Equal(dark, segment.Browser.Evaluate("return matchMedia('(prefers-color-scheme: dark)').matches"));
        Assert.Equal(true, segment.Browser.Evaluate("return document.documentElement.scrollWidth <= innerWidth"));
    }

    private void AssertAllPingsGoThrough() => Ping.AssertAllAnswered(segment.One, "10.10.10.2", 20);

    // Between pages: with another fragment only, the page would stay and add to what it has joined.
    private void OpenAlone(string url)
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(url);
    }

    private void Click(string selector) => segment.Browser.Find(selector).Click();

    private (long Frames, long Bytes) Sent()
    {
        var parts = segment.ShellOne.Run("$s = Get-GelfStats -Relay $relay; \"$($s.FramesSent) $($s.BytesSent)\"").Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // Its first chunk, behind 16 bytes, starts with both in network order.
    private static (int Width, int Height) SizeOfPng(ReadOnlySpan<byte> png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
}

public sealed class ChromiumTests(ChromiumTests.Segment segment) : EngineTests(segment), IClassFixture<ChromiumTests.Segment>
{
    public sealed class Segment() : TwoHostsAndAPhone(Sealed, BrowserEngine.Chromium);
}

public sealed class FirefoxTests(FirefoxTests.Segment segment) : EngineTests(segment), IClassFixture<FirefoxTests.Segment>
{
    public sealed class Segment() : TwoHostsAndAPhone(Sealed, BrowserEngine.Firefox);
}

public sealed class WebKitTests(WebKitTests.Segment segment) : EngineTests(segment), IClassFixture<WebKitTests.Segment>
{
    public sealed class Segment() : TwoHostsAndAPhone(Sealed, BrowserEngine.WebKit);
}
