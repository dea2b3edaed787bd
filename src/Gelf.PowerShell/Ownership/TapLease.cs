using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Ownership;

/// <summary>The use of a tap by one relay. Disposing of it gives the tap back to whoever owns it.</summary>
internal sealed class TapLease(ITap tap, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    internal ITap Tap { get; } = tap;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
