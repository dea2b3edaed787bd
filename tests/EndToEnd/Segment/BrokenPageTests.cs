using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment.Engines;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>The page in a browser in which something is broken: it says so in words, and the rest works.</summary>
public sealed class BrokenPageTests(TwoHostsAndAPhone segment) : IClassFixture<TwoHostsAndAPhone>
{
    private const string WithoutLanguage = "Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C' });";

    private const string WithoutIntl = """
        Intl.NumberFormat = Intl.DateTimeFormat = function () { throw new RangeError("invalid language tag: C"); };
        """;

    private const string WithoutCanvas = "HTMLCanvasElement.prototype.getContext = () => { throw new TypeError('no canvas'); };";

    private const string WithoutStorage = """
        Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
        """;

    private const string WithUnreadableStorage = "Storage.prototype.getItem = () => { throw new DOMException('denied', 'SecurityError'); };";

    private const string WithoutObservers = "delete window.ResizeObserver;";

    private const string WithoutForms = "HTMLFormElement.prototype.addEventListener = () => { throw new TypeError('no forms'); };";

    private const string WithoutDialogs = "HTMLDialogElement.prototype.showModal = () => { throw new TypeError('no dialogs'); };";

    /// <summary>Its worker can be reached by the test.</summary>
    private const string WithOpenWorker = """
        const Real = Worker;
        Worker = function (url) { return window.itsWorker = new Real(url); };
        """;

    [Fact]
    public void A_language_that_Intl_refuses_breaks_nothing()
    {
        using var broken = Join("language", WithoutLanguage);

        segment.Browser.WaitFor("#chart canvas", 1);
        Assert.Equal(0, segment.Browser.Count(".failure"));
        AssertAllElseWorks("language");
    }

    [Theory]
    [InlineData("intl", WithoutIntl, "#chart", "The chart .*RangeError: invalid language tag: C")]
    [InlineData("intl-log", WithoutIntl, "#log-details", "The log .*RangeError: invalid language tag: C")]
    [InlineData("canvas", WithoutCanvas, "#chart", "chart.*TypeError: no canvas")]
    [InlineData("storage", WithUnreadableStorage, "#remembering", "SecurityError: denied")]
    [InlineData("observers", WithoutObservers, "#picture", "The picture .*ResizeObserver")]
    [InlineData("form", WithoutForms, "#add", "The form .*TypeError: no forms.*Open the join link")]
    public void A_part_that_fails_says_so_in_its_place_and_the_rest_works(string name, string script, string place, string words)
    {
        using var broken = Join(name, script);

        AssertFailed(place, words);
        AssertAllElseWorks(name);
    }

    [Fact]
    public void Without_storage_nothing_is_remembered_and_the_rest_works()
    {
        using var broken = Join("no-storage", WithoutStorage);

        Assert.Contains("keeps nothing", segment.Browser.Find("#remember-words").Text, StringComparison.Ordinal);
        Assert.Equal(0, segment.Browser.Count(".failure"));
        AssertAllElseWorks("no-storage");
    }

    [Theory]
    [InlineData("404", "const Real = Worker; Worker = function () { return new Real('nowhere.js'); };", "could not be loaded")]
    [InlineData("script", "const Real = Worker; Worker = function () { return new Real('page.js'); };", "ReferenceError")]
    [InlineData("none", "Worker = function () { throw new DOMException('no workers', 'SecurityError'); };", "SecurityError: no workers")]
    public void Without_its_worker_the_page_says_that_it_is_no_wire_and_what_to_do(string name, string script, string words)
    {
        using var broken = Browser.RunFirst(script);
        Open();

        segment.Browser.WaitFor("#banner[data-tone=bad]", 1);
        var status = segment.Browser.Find("#status").Text;
        Assert.Contains("This tab carries nothing", status, StringComparison.Ordinal);
        Assert.Contains(words, status, StringComparison.Ordinal);
        Assert.Contains("Load the page again", status, StringComparison.Ordinal);
        segment.Browser.Find("#joinlink").SendKeys(segment.JoinLinkTwo);
        segment.Browser.Find("#add-button").Click();
        Assert.Contains("carries nothing", segment.Browser.Find("#problem").Text, StringComparison.Ordinal);
        Keep($"worker-{name}");
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
    }

    [Fact]
    public void An_error_in_a_handler_is_told_in_the_panel_of_its_part()
    {
        using var broken = Join("dialog", WithoutDialogs);

        segment.Browser.Find("#hand-over").Click();

        AssertFailed("#hand-over", "TypeError: no dialogs.*address");
        AssertAllElseWorks("dialog");
    }

    [Theory]
    [InlineData("handler", "itsWorker.postMessage = null; dispatchEvent(new Event('online'))", "TypeError")]
    [InlineData("promise", "dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: new Error('not kept') }))", "Error: not kept")]
    [InlineData("thing", "dispatchEvent(new ErrorEvent('error', { error: { strange: true } }))", "strange")]
    [InlineData("order", "itsWorker.postMessage({ order: 'join', relay: null })", "TypeError")]
    [InlineData("secret", "dispatchEvent(new ErrorEvent('error', { error: new Error('http://a:1/#token=s3cret') }))", "token=…")]
    public void An_error_that_belongs_to_no_part_is_told_at_the_top_and_links_go_on(string name, string script, string words)
    {
        using var broken = Join(name, WithOpenWorker);

        segment.Browser.Evaluate(script); // events, since the browser hides from the page what a test's own script throws

        Eventually.True(() => segment.Browser.Find("#failures").Text.Contains(words, StringComparison.Ordinal));
        Assert.Contains("load the page again", segment.Browser.Find("#failures").Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", segment.Browser.Find("body").Text, StringComparison.Ordinal);
        AssertAllElseWorks(name);
    }

    [Fact]
    public void Of_many_errors_the_first_are_told_and_those_that_are_not_the_pages_own_are_not()
    {
        using var broken = Join("many", "");

        segment.Browser.Evaluate("""
            dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed with undelivered notifications." }));
            dispatchEvent(new ErrorEvent("error", { message: "Script error." }));
            dispatchEvent(new ErrorEvent("error", { error: new Error("not ours"), filename: "chrome-extension://a/b.js" }));
            for (let i = 0; i < 20; i++) dispatchEvent(new ErrorEvent("error", { error: new Error(`number ${i >> 1}`) }));
            """);

        var told = segment.Browser.Find("#failures").Text;
        Assert.Equal(4, segment.Browser.Count("#failures > p"));
        Assert.Matches(new Regex("number 0.*number 1.*number 2.*There are more errors", RegexOptions.Singleline), told);
        AssertAllElseWorks("many");
    }

    [Fact]
    public void A_page_whose_script_is_not_loaded_says_what_to_do()
    {
        using var blocked = Browser.Block("*/page.js");
        Open();

        Assert.Contains("its script did not load: load the page again", segment.Browser.Find("#status").Text, StringComparison.Ordinal);
        Keep("no-script");
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
    }

    [Fact]
    public void A_page_that_cannot_start_says_why_and_what_to_do()
    {
        using var broken = Browser.RunFirst("Object.defineProperty(window, 'navigator', { value: undefined });");
        Open();

        Eventually.True(() => segment.Browser.Find("#failures").Text.StartsWith("This page could not start: TypeError", StringComparison.Ordinal));
        Assert.Contains("Load the page again", segment.Browser.Find("#failures").Text, StringComparison.Ordinal);
        Assert.False(segment.Browser.Find("#banner").Displayed);
        Keep("no-start");
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
    }

    private ChromiumBrowser Browser => (ChromiumBrowser)segment.Browser;

    private void Open()
    {
        segment.Browser.Appear(390, 1900, dark: false);
        segment.Browser.Open("about:blank");
        segment.Browser.Open(segment.JoinLinkOne);
    }

    private IDisposable Join(string name, string script)
    {
        var broken = Browser.RunFirst(script);
        try
        {
            segment.Browser.Appear(390, 1900, dark: false);
            segment.Join();
            return broken;
        }
        catch
        {
            Keep(name);
            broken.Dispose();
            throw;
        }
    }

    private void AssertFailed(string place, string words)
    {
        var failure = $"{place} + .failure";
        segment.Browser.WaitFor(failure, 1);
        Assert.Matches(new Regex(words, RegexOptions.Singleline), segment.Browser.Find(failure).Text);
    }

    private void AssertAllElseWorks(string name)
    {
        Keep(name);
        Assert.Empty(PageAudit.FindViolations(segment.Browser));
        Assert.Equal(true, segment.Browser.Evaluate("return document.documentElement.scrollWidth <= innerWidth"));
        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Assert.Equal("Both relays are linked.", segment.Browser.Find("#status").Text);
        Ping.AssertAllAnswered(segment.One, "10.10.10.2", 3);
    }

    private void Keep(string name)
    {
        Directory.CreateDirectory(Repository.PathOf("out", "screenshots"));
        File.WriteAllBytes(Repository.PathOf("out", "screenshots", $"broken-{name}.png"), segment.Browser.Screenshot());
    }
}
