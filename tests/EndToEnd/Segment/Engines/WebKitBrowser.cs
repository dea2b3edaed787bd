using Gelf.Tests.EndToEnd.Network;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>WebKitGTK in the small browser that comes with it, through its WebDriver, over the cable between phone and test.</summary>
internal sealed class WebKitBrowser : PhoneBrowser
{
    private const int Port = 9515;

    // It has no headless mode, so it gets a screen in memory. Its toolbar, as GTK has it, would be wider than a phone.
    private const string Script = """
        mkdir -p ~/.config/gtk-3.0 && echo '* { min-width: 0; padding: 0; margin: 0; }' >~/.config/gtk-3.0/gtk.css
        mkfifo ~/display
        Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>~/display &
        read -r display <~/display
        export DISPLAY=":$display" NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory
        exec "$@"
        """;

    private readonly Uri _address;
    private readonly BackgroundProcess _process;
    private bool _dark;

    internal WebKitBrowser(NetworkNamespace phone, string phoneAddress)
    {
        _address = new Uri($"http://{phoneAddress}:{Port}");
        _process = phone.StartContained("sh", "-c", Script, "sh", "WebKitWebDriver", $"--port={Port}", "--host=all");
        try
        {
            _process.WaitUntilListening(phoneAddress, Port);
            Driver = NewSession();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override void Appear(int width, int height, bool dark)
    {
        if (dark != _dark)
        {
            // Light or dark, it is from its start.
            _dark = dark;
            Driver.Quit();
            Driver = NewSession();
        }
        FitWindow(width, height);
    }

    protected override void End() => _process.Dispose();

    private RemoteWebDriver NewSession() => new(_address, new Options(_dark).ToCapabilities(), Patience);

    private sealed class Options : DriverOptions
    {
        internal Options(bool dark)
        {
            BrowserName = "MiniBrowser";
            string[] arguments = ["--automation", .. dark ? ["--dark-mode"] : Array.Empty<string>()];
            AddAdditionalOption("webkitgtk:browserOptions", new Dictionary<string, object>
            {
                ["binary"] = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                ["args"] = arguments,
            });
        }

        public override ICapabilities ToCapabilities() => GenerateDesiredCapabilities(isSpecificationCompliant: true).AsReadOnly();
    }
}
