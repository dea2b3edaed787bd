using System.Net.Sockets;
using System.Text.Json;
using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Chromium;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>A Chromium on the phone with its developer tools: pages of any size, light or dark, and what its threads spend their time on.</summary>
internal sealed class InspectedBrowser : IDisposable
{
    private const string DevTools = "devTools";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gelf-inspected");
    private readonly BackgroundProcess _process;
    private readonly RemoteWebDriver _driver;
    private readonly int _port;

    /// <param name="phone">The phone.</param>
    /// <param name="phoneAddress">Its address on the cable to the test.</param>
    /// <param name="testAddress">The test's address on it.</param>
    /// <param name="traced">Whether to note what its threads do, from the start.</param>
    internal InspectedBrowser(NetworkNamespace phone, string phoneAddress, string testAddress, bool traced = false)
    {
        _port = traced ? 9517 : 9516;
        _process = phone.Start(
            "env", $"TMPDIR={_folder.FullName}", "chromedriver", $"--port={_port}", $"--allowed-ips={testAddress}", "--allowed-origins=*", "--log-level=SEVERE");
        try
        {
            var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium" };
            if (traced)
            {
                options.PerformanceLoggingPreferences = new ChromiumPerformanceLoggingPreferences { IsCollectingNetworkEvents = false, IsCollectingPageEvents = false };
                options.PerformanceLoggingPreferences.AddTracingCategories("devtools.timeline", "disabled-by-default-devtools.timeline");
                options.SetLoggingPreference(LogType.Performance, LogLevel.All);
            }
            options.AddArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions", $"--user-data-dir={_folder.FullName}/profile");
            Eventually.True(() => Answers(phoneAddress), what: "chromedriver listens");
            _driver = new RemoteWebDriver(new Uri($"http://{phoneAddress}:{_port}"), options.ToCapabilities(), TimeSpan.FromSeconds(120));
            _driver.RegisterCustomDriverCommand(DevTools, new HttpCommandInfo(HttpCommandInfo.PostCommand, "/session/{sessionId}/goog/cdp/execute"));
        }
        catch
        {
            _process.Dispose();
            _folder.Delete(recursive: true);
            throw;
        }
    }

    internal void Open(string url)
    {
        _driver.Navigate().GoToUrl("about:blank");
        _driver.Navigate().GoToUrl(url);
    }

    internal IWebElement Find(string selector) => _driver.FindElement(By.CssSelector(selector));

    internal int Count(string selector) => _driver.FindElements(By.CssSelector(selector)).Count;

    internal object? Evaluate(string script) => _driver.ExecuteScript(script);

    /// <summary>The size of what a page has to itself, in CSS pixels, and whether it is to be dark.</summary>
    internal void Appear(int width, int height, bool dark)
    {
        Ask("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        var scheme = new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" };
        Ask("Emulation.setEmulatedMedia", new() { ["features"] = new[] { scheme } });
    }

    internal void SaveScreenshot(string path) => _driver.GetScreenshot().SaveAsFile(path);

    /// <summary>What the browser's threads did since it started. It can be asked once.</summary>
    internal IReadOnlyList<JsonElement> TakeTrace() =>
    [
        .. _driver.Manage().Logs.GetLog(LogType.Performance)
            .Select(entry => JsonDocument.Parse(entry.Message).RootElement.GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Tracing.dataCollected")
            .Select(message => message.GetProperty("params"))
    ];

    public void Dispose()
    {
        try
        {
            _driver.Quit();
        }
        finally
        {
            _process.Dispose();
            _folder.Delete(recursive: true);
        }
    }

    private void Ask(string command, Dictionary<string, object> parameters) =>
        _driver.ExecuteCustomDriverCommand(DevTools, new() { ["cmd"] = command, ["params"] = parameters });

    private bool Answers(string address)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(address, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
