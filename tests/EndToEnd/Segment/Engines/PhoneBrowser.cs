using System.Drawing;
using System.Globalization;
using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>A real browser on the phone, without a screen.</summary>
internal abstract class PhoneBrowser : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RemoteWebDriver? _driver;

    /// <param name="engine">Which browser.</param>
    /// <param name="phone">The phone.</param>
    /// <param name="phoneAddress">Its address on the cable to the test.</param>
    /// <param name="testAddress">The test's address on it.</param>
    internal static PhoneBrowser Start(BrowserEngine engine, NetworkNamespace phone, string phoneAddress, string testAddress) => engine switch
    {
        BrowserEngine.Chromium => new ChromiumBrowser(phone, phoneAddress, testAddress),
        BrowserEngine.Firefox => new FirefoxBrowser(phone),
        BrowserEngine.WebKit => new WebKitBrowser(phone, phoneAddress),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, null),
    };

    protected RemoteWebDriver Driver
    {
        get => _driver ?? throw new InvalidOperationException("The browser has not been started.");
        set => _driver = value;
    }

    internal void Open(string url) => Driver.Navigate().GoToUrl(url);

    internal void Back() => Driver.Navigate().Back();

    internal IWebElement Find(string selector) => Driver.FindElement(By.CssSelector(selector));

    /// <summary>The element that gets what is typed.</summary>
    internal IWebElement Focused => Driver.SwitchTo().ActiveElement();

    internal int Count(string selector) => Driver.FindElements(By.CssSelector(selector)).Count;

    /// <summary>Waits until there are so many of an element; if they do not come, the failure shows what the page has instead.</summary>
    internal void WaitFor(string selector, int count) =>
        Eventually.True(() => Count(selector) == count, what: $"{count} of {selector}", state: DescribePage);

    internal object? Evaluate(string script) => Driver.ExecuteScript(script);

    /// <summary>The size of what a page has to itself, in CSS pixels, and whether it is to be dark. Open a page anew after it.</summary>
    internal abstract void Appear(int width, int height, bool dark);

    /// <summary>A PNG of what is in view.</summary>
    internal byte[] Screenshot() => Driver.GetScreenshot().AsByteArray;

    public void Dispose()
    {
        try
        {
            _driver?.Quit();
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends all processes, whether the browser is well or not.</summary>
    protected abstract void End();

    /// <summary>Makes the window as large as it takes for a page to have this size.</summary>
    protected void FitWindow(int width, int height)
    {
        var wanted = new Size(width, height);
        Driver.Manage().Window.Size = wanted;
        Eventually.True(() =>
        {
            var (inside, outside) = MeasureWindow();
            if (inside == wanted)
                return true;
            // The outside of a window that changes can have its new size when the inside still has the old one:
            // what they differ by is not the frame then.
            var frame = outside - inside;
            if (frame.Width >= 0 && frame.Height >= 0)
                Driver.Manage().Window.Size = wanted + frame;
            return false;
        }, what: $"a page has {width} x {height} pixels");
    }

    // Without the fragment, which has tokens.
    private string DescribePage() => $"{Evaluate("""
        return `The page at ${location.origin} is ${document.visibilityState}, and says:\n${document.body?.innerText}\n` +
            (document.querySelector("#links")?.outerHTML ?? "no links");
        """)}";

    private (Size Inside, Size Outside) MeasureWindow()
    {
        var sizes = ((IEnumerable<object>)Evaluate("return [innerWidth, innerHeight, outerWidth, outerHeight]")!)
            .Select(size => Convert.ToInt32(size, CultureInfo.InvariantCulture)).ToArray();
        return (new(sizes[0], sizes[1]), new(sizes[2], sizes[3]));
    }
}
