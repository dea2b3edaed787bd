using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment.Engines;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>
/// Two hosts that cannot reach each other, and a phone that reaches both; a relay on each host, a browser on the phone.
/// The real module in the real shell, real taps, a real browser.
/// </summary>
public class TwoHostsAndAPhone : IDisposable
{
    private readonly Belongings _made = new();
    private readonly string _relayOptions;

    public TwoHostsAndAPhone()
        : this("")
    {
    }

    /// <param name="relayOptions">More parameters of Start-GelfRelay, for both hosts.</param>
    /// <param name="engine">The browser.</param>
    internal TwoHostsAndAPhone(string relayOptions, BrowserEngine engine = BrowserEngine.Chromium)
    {
        _relayOptions = relayOptions;
        Engine = engine;
        try
        {
            One = _made.Own(new NetworkNamespace("h1"));
            Two = _made.Own(new NetworkNamespace("h2"));
            Phone = _made.Own(new NetworkNamespace("phone"));
            One.ConnectTo(Phone, "10.83.1.1/24", "10.83.1.2/24");
            Two.ConnectTo(Phone, "10.83.2.1/24", "10.83.2.2/24");
            Phone.ConnectToTest("10.83.9.2/24", "10.83.9.1/24");
            ShellOne = StartHost(One, "10.83.1.1", "10.10.10.1", "fd83::1");
            ShellTwo = StartTwo();
            Browser = _made.Own(PhoneBrowser.Start(engine, Phone, "10.83.9.2", "10.83.9.1"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal NetworkNamespace One { get; }
    internal NetworkNamespace Two { get; }
    internal NetworkNamespace Phone { get; }
    internal HostShell ShellOne { get; }
    internal HostShell ShellTwo { get; private set; }
    internal BrowserEngine Engine { get; }
    internal PhoneBrowser Browser { get; }

    internal string JoinLinkOne => ShellOne.Run("$relay.JoinLink");
    internal string JoinLinkTwo => ShellTwo.Run("$relay.JoinLink");

    /// <summary>Opens the page of the first relay, which is to join the second one as well.</summary>
    internal void Join()
    {
        Browser.Open("about:blank");
        Browser.Open($"{JoinLinkOne}&with={Uri.EscapeDataString(JoinLinkTwo)}");
        Browser.WaitFor("#links li[data-state=open]", 2);
        Eventually.True(() => HasCarrier(One) && HasCarrier(Two));
    }

    /// <summary>Ends the second host's relay without a word, and its tap with it, as a crash does.</summary>
    internal void KillTwo() => ShellTwo.Kill();

    /// <summary>Starts the second host's relay as it was before.</summary>
    internal void RestartTwo() => ShellTwo = StartTwo();

    internal static bool HasCarrier(NetworkNamespace host) => host.Run("ip", "link", "show", "dev", "tap0").Contains("LOWER_UP", StringComparison.Ordinal);

    public void Dispose() => _made.Dispose();

    private HostShell StartTwo() => StartHost(Two, "10.83.2.1", "10.10.10.2", "fd83::2");

    private HostShell StartHost(NetworkNamespace host, string listenAddress, string address, string address6)
    {
        var shell = _made.Own(new HostShell(host));
        shell.Run($"$relay = New-GelfTap | Start-GelfRelay -ListenAddress {listenAddress} -Port 7001{_relayOptions}");
        shell.Run($"$relay | New-GelfAddress {address}/24");
        shell.Run($"$relay | New-GelfAddress {address6}/64");
        return shell;
    }
}
