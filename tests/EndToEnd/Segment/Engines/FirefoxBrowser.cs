using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium.Firefox;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>Firefox, through Marionette, which is what geckodriver would speak with it; Debian 12 has no geckodriver.</summary>
internal sealed class FirefoxBrowser : PhoneBrowser
{
    private readonly BackgroundProcess _process;

    internal FirefoxBrowser(NetworkNamespace phone)
    {
        // System access: to set what no command of Marionette sets, see Appear.
        _process = phone.StartContained("firefox-esr", "--headless", "--marionette", "--remote-allow-system-access");
        MarionetteConnection? connection = null;
        try
        {
            connection = Eventually.NotNull(() => TryConnect(phone), Patience.TotalSeconds, "Firefox listens");
            Driver = new RemoteWebDriver(new MarionetteExecutor(connection), new FirefoxOptions().ToCapabilities());
        }
        catch
        {
            connection?.Dispose();
            Dispose();
            throw;
        }
    }

    internal override void Appear(int width, int height, bool dark)
    {
        Executor.RunInFirefox($"""
            document.documentElement.style.minWidth = "0";
            Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", {(dark ? 0 : 1)});
            """);
        FitWindow(width, height);
    }

    protected override void End() => _process.Dispose();

    private MarionetteConnection? TryConnect(NetworkNamespace phone)
    {
        Assert.False(_process.HasExited, _process.Output);
        return MarionetteConnection.TryOpen(phone);
    }

    private MarionetteExecutor Executor => (MarionetteExecutor)Driver.CommandExecutor;
}
