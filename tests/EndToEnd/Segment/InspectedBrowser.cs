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
    private const int Port = 9516;
    private const string DevTools = "devTools";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gelf-inspected");
    private readonly BackgroundProcess _process;
    private readonly RemoteWebDriver _driver;

    /// <param name="phone">The phone.</param>
    /// <param name="phoneAddress">Its address on the cable to the test.</param>
    /// <param name="testAddress">The test's address on it.</param>
    internal InspectedBrowser(NetworkNamespace phone, string phoneAddress, string testAddress)
    {
        _process = phone.Start(
            "env", $"TMPDIR={_folder.FullName}", "chromedriver", $"--port={Port}", $"--allowed-ips={testAddress}", "--allowed-origins=*", "--log-level=SEVERE");
        try
        {
            var options = new ChromeOptions
            {
                BinaryLocation = "/usr/bin/chromium",
                PerformanceLoggingPreferences = new ChromiumPerformanceLoggingPreferences { IsCollectingNetworkEvents = false, IsCollectingPageEvents = false },
            };
            foreach (var category in (string[])["devtools.timeline", "disabled-by-default-devtools.timeline", "v8"])
                options.PerformanceLoggingPreferences.AddTracingCategory(category);
            options.SetLoggingPreference(LogType.Performance, LogLevel.All);
            options.AddArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions", $"--user-data-dir={_folder.FullName}/profile");
            Eventually.True(() => Answers(phoneAddress), what: "chromedriver listens");
            _driver = new RemoteWebDriver(new Uri($"http://{phoneAddress}:{Port}"), options.ToCapabilities(), TimeSpan.FromSeconds(120));
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

    /// <summary>What the browser's threads did since it was asked last, or since it started.</summary>
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

    private static bool Answers(string address)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(address, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
