using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>A host with a shell in it, for the tests of one class. Each test leaves it as it found it: no job, no tap.</summary>
public sealed class CmdletHost : IDisposable
{
    private readonly NetworkNamespace _host = new("cmdlets");
    private readonly HostShell _shell;

    public CmdletHost()
    {
        _shell = new HostShell(_host);
        _shell.Run("$ErrorActionPreference = 'Stop'");
    }

    /// <summary>Runs a command that must succeed; returns its output, one object a line.</summary>
    internal string Run(string command) => _shell.Run(command);

    internal string[] RunLines(string command) => Run(command).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Runs a command that must have one error and no output; returns the error's id, without the cmdlet's name.</summary>
    internal string OneErrorOf(string command)
    {
        var lines = RunLines($"$Error.Clear(); $ErrorActionPreference = 'SilentlyContinue'; {command}; $ErrorActionPreference = 'Stop'; $Error | ForEach-Object {{ $_.FullyQualifiedErrorId }}");
        return Assert.Single(lines).Split(',')[0];
    }

    /// <summary>Runs a program on the host, outside of the shell.</summary>
    internal string Native(params string[] command) => _host.Run(command);

    /// <summary>Starts a program on the host, beside the shell.</summary>
    internal BackgroundProcess Start(params string[] command) => _host.Start(command);

    /// <summary>A handler for HTTP whose sockets are on the host, to its address 127.0.0.1; it asks <paramref name="trust"/> about the certificate.</summary>
    internal SocketsHttpHandler HttpHandler(Func<X509Certificate2, bool> trust) => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && trust(shown) },
        ConnectCallback = async (context, cancel) =>
        {
            var socket = NamespaceThread.Run(_host, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    /// <summary>Another shell on the same host.</summary>
    internal HostShell AnotherShell() => new(_host);

    internal bool HasInterface(string name) => _host.Try("ip", "link", "show", "dev", name).ExitCode == 0;

    /// <summary>The names of the host's taps, as the kernel tells them.</summary>
    internal string[] Taps() =>
        [.. Native("ip", "-o", "link", "show", "type", "tun").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1])];

    /// <summary>What a test must leave behind: nothing.</summary>
    internal void Clean()
    {
        Run("Get-Job | Remove-Job -Force; Get-GelfTap | Remove-GelfTap");
        Assert.Empty(Taps());
    }

    public void Dispose()
    {
        _shell.Dispose();
        _host.Dispose();
    }
}
