using System.Net.Sockets;
using System.Net.WebSockets;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>An attack that goes on until it is disposed of: when the relay throws it out, it comes back.</summary>
internal sealed class Attack : IDisposable
{
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Attack, CancellationToken, Task> _run;
    private readonly Task _running;
    private int _rounds;
    private volatile string _latestError = "";

    /// <param name="name">What it is.</param>
    /// <param name="run">The attack, until it fails or is cancelled; it counts its rounds.</param>
    internal Attack(string name, Func<Attack, CancellationToken, Task> run)
    {
        Name = name;
        _run = run;
        _running = Task.Run(RunAsync);
    }

    internal string Name { get; }

    /// <summary>How often it has struck.</summary>
    internal int Rounds => Volatile.Read(ref _rounds);

    public override string ToString() => $"{Name} {Rounds} {_latestError}";

    internal void Strike() => Interlocked.Increment(ref _rounds);

    public void Dispose()
    {
        _stopping.Cancel();
        _running.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _run(this, _stopping.Token);
            }
            catch (Exception e) when (e is WebSocketException or SocketException or IOException or HttpRequestException or ObjectDisposedException or GelfException)
            {
                _latestError = e.Message; // thrown out; it comes back
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(s_breath);
        }
    }
}
