using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>A real Chromium on the phone, without a screen, driven over a cable of its own.</summary>
internal sealed class PhoneBrowser : IDisposable
{
    private const int Port = 9515;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gelf-chromium");
    private readonly BackgroundProcess _driver;
    private readonly RemoteWebDriver _browser;

    /// <param name="phone">The phone.</param>
    /// <param name="phoneAddress">Its address on the cable to the test.</param>
    /// <param name="testAddress">The test's address on it.</param>
    internal PhoneBrowser(NetworkNamespace phone, string phoneAddress, string testAddress)
    {
        // Its temporary files, too: some stay behind when it is killed.
        _driver = phone.Start("env", $"TMPDIR={_folder.FullName}", "chromedriver", $"--port={Port}", $"--allowed-ips={testAddress}", "--allowed-origins=*", "--log-level=SEVERE");
        // As a user does who accepts a relay's own certificate.
        var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium", AcceptInsecureCertificates = true };
        options.AddArguments(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", $"--user-data-dir={_folder.FullName}/profile");
        var address = new Uri($"http://{phoneAddress}:{Port}");
        Eventually.True(() => Answers(phoneAddress), what: "chromedriver listens");
        _browser = new RemoteWebDriver(address, options.ToCapabilities(), TimeSpan.FromSeconds(60));
    }

    internal void Open(string url) => _browser.Navigate().GoToUrl(url);

    internal void Back() => _browser.Navigate().Back();

    internal IWebElement Find(string selector) => _browser.FindElement(By.CssSelector(selector));

    internal int Count(string selector) => _browser.FindElements(By.CssSelector(selector)).Count;

    internal object? Evaluate(string script) => _browser.ExecuteScript(script);

    internal void SaveScreenshot(string path) => _browser.GetScreenshot().SaveAsFile(path);

    internal IReadOnlyList<string> ConsoleErrors() =>
        [.. _browser.Manage().Logs.GetLog(LogType.Browser).Where(e => e.Level == LogLevel.Severe).Select(e => e.Message)];

    public void Dispose()
    {
        try
        {
            _browser.Quit();
        }
        finally
        {
            _driver.Dispose();
            _folder.Delete(recursive: true);
        }
    }

    private static bool Answers(string address)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            client.Connect(address, Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
