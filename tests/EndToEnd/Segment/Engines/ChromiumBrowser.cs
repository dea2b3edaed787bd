using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>Chromium, through its WebDriver, over the cable between phone and test.</summary>
internal sealed class ChromiumBrowser : PhoneBrowser
{
    private const int Port = 9515;
    private const string DevTools = "devTools";
    private readonly BackgroundProcess _process;

    internal ChromiumBrowser(NetworkNamespace phone, string phoneAddress, string testAddress)
    {
        _process = phone.StartContained("chromedriver", $"--port={Port}", $"--allowed-ips={testAddress}", "--allowed-origins=*", "--log-level=SEVERE");
        try
        {
            // As a user does who accepts a relay's own certificate.
            var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium", AcceptInsecureCertificates = true };
            options.AddArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions");
            _process.WaitUntilListening(phoneAddress, Port);
            Driver = new RemoteWebDriver(new Uri($"http://{phoneAddress}:{Port}"), options.ToCapabilities(), Patience);
            Driver.RegisterCustomDriverCommand(DevTools, new HttpCommandInfo(HttpCommandInfo.PostCommand, "/session/{sessionId}/goog/cdp/execute"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where its developer tools listen, on the phone.</summary>
    internal string DebuggerAddress =>
        (string)((Dictionary<string, object>)Driver.Capabilities.GetCapability("goog:chromeOptions")!)["debuggerAddress"];

    internal override void Appear(int width, int height, bool dark)
    {
        Ask("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        var scheme = new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" };
        Ask("Emulation.setEmulatedMedia", new() { ["features"] = new[] { scheme } });
    }

    /// <summary>Runs a script in every page before the page's own, until what is returned is disposed of.</summary>
    internal IDisposable RunFirst(string script)
    {
        var added = (Dictionary<string, object>)Ask("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = script })!;
        return new Undo(() => Ask("Page.removeScriptToEvaluateOnNewDocument", added));
    }

    /// <summary>Loads no file whose address has this pattern, until what is returned is disposed of.</summary>
    internal IDisposable Block(string pattern)
    {
        Ask("Network.enable", []);
        Ask("Network.setBlockedURLs", new() { ["urls"] = new[] { pattern } });
        return new Undo(() => Ask("Network.setBlockedURLs", new() { ["urls"] = Array.Empty<string>() }));
    }

    protected override void End() => _process.Dispose();

    private object? Ask(string command, Dictionary<string, object> parameters) =>
        Driver.ExecuteCustomDriverCommand(DevTools, new() { ["cmd"] = command, ["params"] = parameters });

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
