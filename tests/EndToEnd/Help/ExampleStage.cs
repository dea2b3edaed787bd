using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Help;

/// <summary>
/// The hosts that the examples of the help speak of: server1, where they run, and server2 and server3 with relays of one sealed
/// segment, at the addresses and with the token that stand in the examples.
/// </summary>
public sealed class ExampleStage : IDisposable
{
    private const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";
    private const string Token = "cl4ayOoOA-cL0cOZlLfk5Q";

    /// <summary>The segment's key as ./segment.key.</summary>
    internal const string KeyFile = $"$null = Export-GelfKey -Key {Key} -Path ./segment.key; ";

    /// <summary>A relay with that key and an address.</summary>
    internal const string Relay = KeyFile +
        "$relay = New-GelfTap | Start-GelfRelay -ListenAddress 0.0.0.0 -KeyPath ./segment.key -Name server1; $null = $relay | New-GelfAddress 10.10.10.1/24; ";

    private const string Dial = $"$relay | Connect-GelfRelay 'http://192.0.2.2:7001/#token={Token}'; ";

    /// <summary>A relay whose only peer has another key.</summary>
    internal const string WithOtherKey = $"$relay = Start-GelfRelay -Encrypt; {Dial} while (-not (Get-GelfPeer).Problem) {{ [Threading.Thread]::Sleep(20) }}; ";

    /// <summary>A relay with a peer, whose address has been used.</summary>
    internal const string Joined = Relay + Dial +
        "while (-not ($relay.Peers -and (Get-GelfLink).RoundTrip)) { [Threading.Thread]::Sleep(20) }; $null = ping -c 1 10.10.10.2; ";

    /// <summary>As before, until its tap goes in a moment: without it the relay fails, and what goes on as long as that runs has an end.</summary>
    internal const string JoinedForAMoment = Joined + "sh -c '(sleep 2; ip link delete tap0) >/dev/null 2>&1 &'; ";

    /// <summary>Nobody is at a terminal to type it: a function stands for Read-Host.</summary>
    internal const string TypedPassphrase = "function Read-Host { ConvertTo-SecureString 'eight words that nobody else puts together so' -AsPlainText -Force }; ";

    private readonly List<IDisposable> _made = [];
    private readonly HostShell _shell;
    private readonly string _folder = Directory.CreateTempSubdirectory("gelf-examples").FullName;

    public ExampleStage()
    {
        try
        {
            var (one, two, three) = (Own(new NetworkNamespace("s1")), Own(new NetworkNamespace("s2")), Own(new NetworkNamespace("s3")));
            one.ConnectTo(two, "192.0.2.1/24", "192.0.2.2/24");
            one.ConnectTo(three, "198.51.100.1/24", "198.51.100.3/24");
            foreach (var (host, number) in new[] { (two, 2), (three, 3) })
                Own(new HostShell(host)).Run(
                    $"$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Key {Key} -Token {Token} -Name server{number}; $null = $relay | New-GelfAddress 10.10.10.{number}/24");
            _shell = Own(new HostShell(one));
            _shell.Run("$ErrorActionPreference = 'Stop'");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs it in a folder that is empty at first, and returns the types of what comes out, each once.</summary>
    internal string Run(string before, string code)
    {
        var folder = Path.Combine(_folder, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        _shell.Run($"$ExecutionContext.SessionState.Path.SetLocation('{folder}'); {before}");
        var script = Path.Combine(folder, "example.ps1");
        File.WriteAllText(script, code);
        var output = _shell.Run($". ([scriptblock]::Create([IO.File]::ReadAllText('{script}'))) | ForEach-Object {{ \"type: $($_.GetType().Name)\" }}");
        return string.Join(' ', output.Split('\n').Where(line => line.StartsWith("type: ", StringComparison.Ordinal)).Select(line => line[6..].Trim()).Distinct());
    }

    internal string Ask(string expression) => _shell.Run($"[bool] ({expression})");

    /// <summary>What an example made, and what was made for it, goes.</summary>
    internal void Clean() => _shell.Run("Get-Job | Remove-Job -Force; Get-GelfTap | Remove-GelfTap");

    public void Dispose()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
            _made[i].Dispose();
        _made.Clear();
        Directory.Delete(_folder, recursive: true);
    }

    private T Own<T>(T made) where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
