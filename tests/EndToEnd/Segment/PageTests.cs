using System.Text.Json;
using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment.Engines;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>The page with three relays: whether everybody can use it, what it can do beside forwarding, and how little that takes.</summary>
public sealed class PageTests(PageTests.ThreeHosts segment) : IClassFixture<PageTests.ThreeHosts>
{
    /// <summary>A third host beside the two.</summary>
    public sealed class ThreeHosts : IDisposable
    {
        private readonly TwoHostsAndAPhone _two = new();
        private readonly NetworkNamespace _three;
        private readonly HostShell _shellThree;

        public ThreeHosts()
        {
            _three = new NetworkNamespace("h3");
            _three.ConnectTo(_two.Phone, "10.83.3.1/24", "10.83.3.2/24");
            _shellThree = new HostShell(_three);
            _shellThree.Run("$relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.3.1 -Port 7001");
            _shellThree.Run("$relay | New-GelfAddress 10.10.10.3/24");
        }

        internal PhoneBrowser Browser => _two.Browser;
        internal NetworkNamespace[] Hosts => [_two.One, _two.Two, _three];
        internal string[] JoinLinks => [_two.JoinLinkOne, _two.JoinLinkTwo, _shellThree.Run("$relay.JoinLink")];
        internal string JoinLink => string.Join("&with=", JoinLinks.Select((link, i) => i == 0 ? link : Uri.EscapeDataString(link)));

        /// <summary>The address of the first relay's page.</summary>
        internal string Page => _two.JoinLinkOne[.._two.JoinLinkOne.IndexOf('#', StringComparison.Ordinal)];

        /// <summary>Since when the first relay has which links.</summary>
        internal string LinksOfOne() => _two.ShellOne.Run("@($relay.Links | Sort-Object Id | ForEach-Object { \"$($_.Id) $($_.Since.Ticks)\" }) -join ', '");

        /// <summary>How many links the third relay has.</summary>
        internal string CountLinksOfThree() => _shellThree.Run("@($relay.Links).Count");

        internal void Open(string url)
        {
            Browser.Open("about:blank");
            Browser.Open(url);
        }

        internal void Join()
        {
            Open(JoinLink);
            Browser.WaitFor("#links li[data-state=open]", 3);
            Eventually.True(() => Hosts.All(TwoHostsAndAPhone.HasCarrier));
        }

        internal Task<IReadOnlyList<JsonElement>> TraceAsync(Action meanwhile) =>
            ChromiumTrace.RecordAsync(_two.Phone, ((ChromiumBrowser)Browser).DebuggerAddress, WorkerTime.Categories, meanwhile);

        public void Dispose()
        {
            _shellThree.Dispose();
            _two.Dispose();
            _three.Dispose();
        }
    }

    [Theory]
    [InlineData(320, false)]
    [InlineData(320, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public void Everybody_can_use_it(int width, bool dark)
    {
        segment.Browser.Appear(width, 800, dark);
        segment.Join();
        segment.Browser.Find("#joinlink").SendKeys("garbage");
        segment.Browser.Find("#add-button").Click();
        segment.Browser.Evaluate("for (const details of document.querySelectorAll('details')) details.open = true");

        Assert.Empty(PageAudit.FindViolations(segment.Browser));
        Assert.Equal(true, segment.Browser.Evaluate("return document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal("", segment.Browser.Evaluate(SmallTargets));
    }

    [Fact]
    public void Everybody_can_use_it_when_something_is_wrong()
    {
        segment.Browser.Appear(390, 800, dark: false);
        segment.Open($"{Regex.Replace(segment.JoinLink, "token=[^&]*", "token=wrong")}&with=http%3A%2F%2F10.83.3.1%3A9%2F%23token%3Dx");
        segment.Browser.WaitFor("#links li[data-problem=token]", 1);
        segment.Browser.WaitFor("#links li[data-problem=unreachable]", 1);

        Assert.Empty(PageAudit.FindViolations(segment.Browser));
        Assert.Contains("refused the token", segment.Browser.Find("#links li[data-problem=token]").Text, StringComparison.Ordinal);
        Assert.Contains("Nothing answers at 10.83.3.1:9", segment.Browser.Find("#links li[data-problem=unreachable]").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_keyboard_reaches_everything_in_the_order_of_the_page()
    {
        segment.Browser.Appear(1280, 800, dark: false);
        segment.Join();

        var order = (string)segment.Browser.Evaluate("""
            const all = [...document.querySelectorAll("a[href], button, input, summary")].filter((e) => e.checkVisibility() && !e.disabled);
            return all.every((e) => e.tabIndex === 0) + " " + all.map((e) => e.id || e.className || e.tagName).join(" ");
            """)!;

        Assert.StartsWith("true pause remove pause remove pause remove joinlink host port token add-button hand-over remember SUMMARY", order, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_phone_takes_over_by_the_QR_code_which_holds_the_join_link_of_all_relays()
    {
        segment.Join();

        segment.Browser.Find("#hand-over").Click();

        var shown = (string)segment.Browser.Evaluate("return document.querySelector('#hand-over-link').value")!;
        Assert.Equal(3, Regex.Count(shown, "token(=|%3D)"));
        Assert.Equal(1, segment.Browser.Count("#qr svg path"));
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
        segment.Browser.Find("#hand-over-close").Click();
        segment.Open(shown);
        segment.Browser.WaitFor("#links li[data-state=open]", 3);
    }

    [Fact]
    public void A_paused_link_carries_nothing_until_it_is_resumed()
    {
        segment.Join();

        segment.Browser.Find("#links li[data-relay='10.83.3.1:7001'] button.pause").Click();
        segment.Browser.WaitFor("#links li[data-state=paused]", 1);
        Eventually.True(() => !TwoHostsAndAPhone.HasCarrier(segment.Hosts[2]));

        segment.Browser.Find("#links li[data-relay='10.83.3.1:7001'] button.pause").Click();
        segment.Browser.WaitFor("#links li[data-state=open]", 3);
        Eventually.True(() => TwoHostsAndAPhone.HasCarrier(segment.Hosts[2]));
    }

    [Fact]
    public void Relays_are_remembered_if_the_user_wants_it_and_forgotten_again()
    {
        segment.Join();
        Assert.Equal(0L, segment.Browser.Evaluate("return localStorage.length"));

        segment.Browser.Find("#remember").Click();
        segment.Open(segment.Page);
        segment.Browser.WaitFor("#links li[data-state=open]", 3);

        segment.Browser.Find("#forget").Click();
        Assert.Equal(0L, segment.Browser.Evaluate("return localStorage.length"));
        segment.Open(segment.Page);
        Eventually.True(() => segment.Browser.Find("#status").Text.StartsWith("No relay is joined", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_load_the_worker_spends_less_than_a_twentieth_of_its_time_on_anything_but_forwarding_which_leaves_little_garbage()
    {
        segment.Join();
        var programs = segment.Hosts.Select(host => host.Start("iperf3", "-s")).ToList();
        try
        {
            Eventually.True(() => segment.Hosts.All(host => host.Run("ss", "-ltn").Contains(":5201", StringComparison.Ordinal)));
            programs.Add(segment.Hosts[1].Start("iperf3", "-c", "10.10.10.3", "-t", "60"));
            programs.Add(segment.Hosts[2].Start("iperf3", "-c", "10.10.10.1", "-t", "60"));

            var time = WorkerTime.Of(await segment.TraceAsync(() => segment.Hosts[0].Run("iperf3", "-c", "10.10.10.2", "-t", "8")));

            var words = $"{time.Messages} messages; {time.Forwarding.TotalMilliseconds:F0} ms forwarding, {time.GarbageShare:P2} collecting " +
                $"garbage, {time.GarbagePerMessage:F0} bytes a message, {time.ElseShare:P2} anything else, most of it: {time.Most}";
            TestContext.Current.TestOutputHelper?.WriteLine(words);
            Assert.True(time.Messages > 1000, words);
            Assert.True(time.ElseShare is > 0 and < 0.05, words);
            // 300 to 400, which is the browser's own: the event and the buffer's object. What collecting that costs is the machine's.
            Assert.True(time.GarbagePerMessage is > 0 and < 768, words);
        }
        finally
        {
            programs.ForEach(program => program.Dispose());
        }
    }

    private const string SmallTargets = """
        return [...document.querySelectorAll("button, a[href], input:not([type=checkbox]), summary, label.check")]
            .filter((e) => e.checkVisibility() && (e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44))
            .map((e) => e.outerHTML).join("\n");
        """;
}
