using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>A tap that never has a frame, and can break.</summary>
internal sealed class StillTap(string name) : ITap
{
    private readonly SemaphoreSlim _wake = new(0);
    private volatile Exception? _broken;

    public string Name { get; } = name;
    public int Index => 4711;
    public MacAddress MacAddress => new(0x02_00_5e_10_00_01);
    public int Mtu => 1500;

    public TapInfo? Look() => null;

    public bool WaitToRead()
    {
        _wake.Wait();
        return _broken is { } reason ? throw reason : false;
    }

    public bool WaitToRead(TimeSpan atMost)
    {
        if (_wake.Wait(atMost))
            _wake.Release();
        return false;
    }

    public int Read(Span<byte> buffer) => 0;

    public bool Write(ReadOnlySpan<byte> headerAndFrame) => true;

    /// <summary>Whether its reader does not hear that it is to stop.</summary>
    internal bool IsDeaf { get; set; }

    public void StopReading()
    {
        if (!IsDeaf)
            _wake.Release();
    }

    internal bool PullingFails { get; set; }

    public void SetCarrier(bool on)
    {
        if (!on && PullingFails)
            throw new InvalidOperationException("the plug is stuck");
    }

    internal void Break(Exception reason)
    {
        _broken = reason;
        _wake.Release();
    }
}
