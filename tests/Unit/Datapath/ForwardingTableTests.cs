using Gelf.Engine.Datapath;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Tests.Unit.Simulation;

namespace Gelf.Tests.Unit.Datapath;

public sealed class ForwardingTableTests
{
    private const ulong Flooder = 1;
    private const ulong Honest = 2;
    private static readonly MacAddress s_host = new(0x02_00_00_00_00_01);

    private readonly VirtualClock _clock = new();
    private readonly ForwardingTable _table;

    public ForwardingTableTests() => _table = new ForwardingTable(_clock);

    [Fact]
    public void An_address_is_where_it_was_seen_last()
    {
        Learn(MadeUp(1), Honest);
        Learn(MadeUp(1), Flooder);

        Assert.Equal(Flooder, TargetOf(MadeUp(1)));
        Assert.Equal(Envelope.All, TargetOf(MadeUp(2)));
    }

    [Fact]
    public void An_address_that_sends_from_here_is_here()
    {
        Learn(s_host, Honest);

        _table.TargetOf(Frame.Make(Frame.Broadcast, s_host));
        Assert.Equal(Envelope.All, TargetOf(s_host, from: MadeUp(1)));

        // It may move away again, and come back.
        Learn(s_host, Honest);
        Assert.Equal(Honest, TargetOf(s_host, from: MadeUp(1)));
        _table.TargetOf(Frame.Make(Frame.Broadcast, s_host));
        Assert.Equal(Envelope.All, TargetOf(s_host, from: MadeUp(1)));
    }

    [Fact]
    public void An_address_is_forgotten_300_s_after_its_last_frame()
    {
        Learn(MadeUp(1), Honest);
        _clock.Advance(TimeSpan.FromSeconds(200));
        Learn(MadeUp(1), Honest);
        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(Honest, TargetOf(MadeUp(1)));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Envelope.All, TargetOf(MadeUp(1)));
        Assert.Empty(_table.Snapshot());
    }

    [Fact]
    public void A_host_that_speaks_while_another_LAN_floods_the_table_is_found()
    {
        Flood(17_000);
        Learn(MadeUp(99_999), Honest);
        Flood(2_000, from: 17_000);

        Assert.Equal(Honest, TargetOf(MadeUp(99_999)));
    }

    [Fact]
    public void A_flood_from_one_LAN_takes_no_place_from_another()
    {
        for (var i = 0; i < 1_000; i++)
            Learn(MadeUp(100_000 + i), Honest);

        Flood(50_000);

        Assert.All(Enumerable.Range(100_000, 1_000), i => Assert.Equal(Honest, TargetOf(MadeUp(i))));
        Assert.Equal(ForwardingTable.Capacity, _table.Snapshot().Count);
    }

    [Fact]
    public void In_a_full_table_an_address_that_keeps_sending_stays_and_the_oldest_one_goes()
    {
        Flood(ForwardingTable.Capacity);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Learn(MadeUp(0), Flooder);

        Flood(1, from: 20_000);

        Assert.Equal(Flooder, TargetOf(MadeUp(0)));
        Assert.Equal(Envelope.All, TargetOf(MadeUp(1)));
        Assert.Equal(Flooder, TargetOf(MadeUp(20_000)));
    }

    [Fact]
    public void What_a_new_address_costs_does_not_depend_on_how_many_are_known()
    {
        var clock = new CountingClock();
        var table = new ForwardingTable(clock);
        for (var i = 0; i < ForwardingTable.Capacity; i++)
            table.Learn(Frame.Make(s_host, MadeUp(i)), Flooder);
        clock.Looks = 0;

        table.Learn(Frame.Make(s_host, MadeUp(ForwardingTable.Capacity)), Flooder);

        Assert.Equal(1, clock.Looks);
    }

    [Fact]
    public void A_full_table_learns_and_forgets_without_garbage()
    {
        var frames = Enumerable.Range(0, 20_000).Select(i => Frame.Make(s_host, MadeUp(i))).ToArray();
        void LearnAll()
        {
            foreach (var frame in frames)
                _table.Learn(frame, Flooder);
        }
        LearnAll();

        Assert.Equal(0, AllocationLaps.LeastOfFive(LearnAll));
    }

    [Fact]
    public void What_was_behind_a_peer_that_is_gone_is_forgotten_and_nothing_else()
    {
        Flood(5_000);
        Learn(MadeUp(99_999), Honest);

        _table.Tidy(origin => origin == Honest);

        Assert.Equal([(MadeUp(99_999), Honest, TimeSpan.Zero)], _table.Snapshot());
    }

    [Fact]
    public void Whatever_happens_the_table_is_what_its_rules_make_of_it()
    {
        // Few addresses and peers, so that they meet often.
        var random = new Random(1);
        var known = new Dictionary<MacAddress, (ulong Origin, TimeSpan At)>();
        for (var i = 0; i < 50_000; i++)
        {
            var (address, origin) = (MadeUp(random.Next(200)), (ulong)random.Next(1, 9));
            switch (random.Next(20))
            {
                case < 12:
                    Learn(address, origin);
                    known[address] = (origin, _clock.Now);
                    break;
                case < 18:
                    Assert.Equal(known.TryGetValue(address, out var of) && _clock.Now - of.At < ForwardingTable.MaxAge ? of.Origin : Envelope.All, TargetOf(address, from: MadeUp(1_000)));
                    break;
                case 18:
                    _table.TargetOf(Frame.Make(Frame.Broadcast, address));
                    known.Remove(address);
                    break;
                default:
                    _clock.Advance(TimeSpan.FromSeconds(random.Next(1, 40)));
                    if (random.Next(10) > 0)
                        break;
                    _table.Tidy(peer => peer != origin);
                    foreach (var (forgotten, entry) in known)
                        if (entry.Origin == origin || _clock.Now - entry.At >= ForwardingTable.MaxAge)
                            known.Remove(forgotten);
                    break;
            }
        }

        Assert.Equal(
            known.Where(e => _clock.Now - e.Value.At < ForwardingTable.MaxAge).Select(e => (e.Key, e.Value.Origin)).Order(),
            _table.Snapshot().Select(e => (e.Address, e.Origin)).Order());
    }

    [Fact]
    public void Of_several_LANs_in_a_full_table_none_loses_what_a_smaller_one_gains()
    {
        // A table too small for all: each new address takes the place of the oldest one of whoever has most.
        var random = new Random(1);
        var seen = new List<(int Address, ulong Origin)>();
        for (var i = 0; i < 60_000; i++)
        {
            var origin = (ulong)random.Next(1, 9);
            origin = origin > 5 ? 5 : origin; // one of them is larger
            Learn(MadeUp(i), origin);
            seen.Add((i, origin));
        }

        var shares = _table.Snapshot().ToLookup(e => e.Origin, e => e.Address);

        Assert.Equal(ForwardingTable.Capacity, shares.Sum(share => share.Count()));
        Assert.InRange(shares.Max(share => share.Count()) - shares.Min(share => share.Count()), 0, 2);
        Assert.All(shares, share => Assert.Equal(
            seen.Where(s => s.Origin == share.Key).TakeLast(share.Count()).Select(s => MadeUp(s.Address)).Order(), share.Order()));
    }

    private static MacAddress MadeUp(int number) => new(0x06_00_00_00_00_00UL + (ulong)number);

    private void Learn(MacAddress address, ulong origin) => _table.Learn(Frame.Make(s_host, address), origin);

    private void Flood(int addresses, int from = 0)
    {
        for (var i = from; i < from + addresses; i++)
            Learn(MadeUp(i), Flooder);
    }

    private ulong TargetOf(MacAddress address, MacAddress? from = null) => _table.TargetOf(Frame.Make(address, from ?? s_host));

    private sealed class CountingClock : TimeProvider
    {
        internal int Looks { get; set; }

        public override long GetTimestamp()
        {
            Looks++;
            return 1;
        }
    }
}
