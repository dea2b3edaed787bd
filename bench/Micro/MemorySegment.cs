using Gelf.Engine.Buffers;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Bench.Micro;

/// <summary>Two relays and the link between them in one thread: taps, link and clock are fakes, the rest is real.</summary>
internal sealed class MemorySegment : IDisposable
{
    private readonly HandClock _clock = new();
    private readonly MessagePool _pool = new();
    private readonly MemoryLink _atOne;
    private readonly MemoryLink _atTwo;

    internal MemorySegment(SegmentKey? key)
    {
        One = NewRelay(TapOne, key, 1);
        Two = NewRelay(TapTwo, key, 2);
        _atOne = new MemoryLink(_pool, One.Receiver);
        _atTwo = new MemoryLink(_pool, Two.Receiver);
        (_atOne.Other, _atTwo.Other) = (_atTwo, _atOne);
        One.Receiver.TryAttach(_atOne);
        Two.Receiver.TryAttach(_atTwo);
        for (var i = 0; i < 100; i++)
            Pass(TimeSpan.FromMilliseconds(50));
        if (One.Stats().Peers != 1 || Two.Stats().Peers != 1)
            throw new InvalidOperationException("The relays did not become peers.");
    }

    internal MemoryTap TapOne { get; } = new("tap1", 0x0200_0000_0001);
    internal MemoryTap TapTwo { get; } = new("tap2", 0x0200_0000_0002);
    internal RelayNode One { get; }
    internal RelayNode Two { get; }

    /// <summary>Lets time pass, and all that is due in it.</summary>
    internal void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        One.Tick();
        Two.Tick();
        Settle();
    }

    /// <summary>Lets everything that is ready arrive.</summary>
    internal void Settle()
    {
        One.Pump();
        Two.Pump();
        while (_atOne.Carry() | _atTwo.Carry())
        {
        }
    }

    public void Dispose()
    {
        One.Dispose();
        Two.Dispose();
    }

    private RelayNode NewRelay(MemoryTap tap, SegmentKey? key, ulong id)
    {
        var hello = new Hello { Name = tap.Name, Role = Hello.RelayRole, Tap = tap.Name, Mac = tap.MacAddress.ToString(), Mtu = tap.Mtu };
        return new RelayNode(tap, hello, _clock, _pool, new byte[32], key, _ => { }, id);
    }
}
