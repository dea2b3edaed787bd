using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Web.Transport;

/// <summary>
/// The places for connections that have shown no token: so many in all, and so many for each address, so that nobody can hold them
/// all. Where there is none for one more, the oldest gives way, of those who have many if there are such. Nobody keeps one for long.
/// </summary>
internal sealed class Strangers(TimeProvider time, Reporter report)
{
    internal const int Most = 256;
    internal const int MostOfAnAddress = 64;

    /// <summary>More than the connections that a browser opens to load a page.</summary>
    private const int Many = 8;

    /// <summary>How many files are left to the rest of the process when it can open no more.</summary>
    private const int Spare = 16;

    /// <summary>Those that have given way, or have shown the token, and are not closed yet; more of them, and none is accepted for a while.</summary>
    private const int MostEnding = 256;

    /// <summary>How long a connection may lie still: nothing came from it, and nothing could be sent to it.</summary>
    internal static readonly TimeSpan MaxStillness = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take in all. A browser dials anew when it needs another one.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>How soon one of an address gives way to another one of that address again.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();

    // Guarded by _gate. A share is in the dictionary as long as it has a place: there are no more of them than places.
    private readonly LinkedList<Place> _places = [];
    private readonly Dictionary<Share, LinkedList<Place>> _shares = [];
    private long _lastNumber;
    private int _most = Most;
    private int _unfinished;

    /// <summary>How many places are taken.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _places.Count;
        }
    }

    /// <summary>
    /// Whether a newcomer is turned away at the door: one of its own address would have to give way to it, as one had to just now. Those
    /// who come back as soon as they have given way would keep the relay busy with nothing else, and the next one waiting.
    /// </summary>
    internal bool IsTurnedAway(IPAddress address)
    {
        var share = Share.Of(Plain(address));
        lock (_gate)
            return _shares.TryGetValue(share, out var same) && (same.Count >= MostOfAnAddress || (_places.Count >= _most && same.Count > Many))
                && time.GetElapsedTime(same.Last!.Value.CameAt) < s_turn;
    }

    /// <summary>Takes a place; an older connection gives way if there is none, and is closed first.</summary>
    /// <param name="address">Where the connection comes from.</param>
    /// <param name="cut">Closes it at once; from any thread, and whoever calls holds no lock.</param>
    internal Place Enter(IPAddress address, Action cut)
    {
        address = Plain(address);
        var share = Share.Of(address);
        while (true)
        {
            Place leaving;
            lock (_gate)
            {
                if (InTheWayOf(share) is not { } first)
                    return Add(share, cut);
                leaving = first;
                leaving.IsLeaving = true;
            }
            Cut([leaving]);
            report.TellAtTimes(new RelayNotice.StrangersCrowd(address));
        }
    }

    /// <summary>
    /// The system gives no more files or memory: the oldest connections give way, and there are fewer places for a while, or the rest
    /// of the process would be without. False: there are none.
    /// </summary>
    internal bool TryMakeRoom()
    {
        List<Place> leaving;
        lock (_gate)
        {
            leaving = [.. _places.Take(Spare)];
            leaving.ForEach(place => place.IsLeaving = true);
            _most = Math.Max(_places.Count - leaving.Count, Spare);
        }
        Cut(leaving);
        return leaving.Count > 0;
    }

    /// <summary>Each second: cuts connections that have lain still for too long, or are too old.</summary>
    internal void EndOverdue()
    {
        List<Place> overdue = [];
        lock (_gate)
        {
            foreach (var place in _places)
                if (time.GetElapsedTime(place.CameAt) >= MaxAge || time.GetElapsedTime(place.MovedAt) >= MaxStillness)
                    overdue.Add(place);
            overdue.ForEach(place => place.IsLeaving = true);
            _most = Math.Min(_most + 1, Most);
        }
        Cut(overdue);
    }

    /// <summary>Waits while too many connections end, so that they cannot pile up however fast new ones come.</summary>
    internal async Task WaitForEndsAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _unfinished) >= Most + MostEnding)
            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
    }

    private long Now => time.GetTimestamp();

    // A socket that listens on :: shows IPv4 clients as ::ffff:192.0.2.1.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// The oldest of the share that has the most places, so that few addresses together cannot make others give way either. Null: none
    /// has many, and age alone decides.
    /// </summary>
    private Place? OldestOfThoseWithMany()
    {
        LinkedList<Place>? most = null;
        foreach (var share in _shares.Values)
            if (share.Count > Many && (most is null || share.Count > most.Count || (share.Count == most.Count && share.First!.Value.Number < most.First!.Value.Number)))
                most = share;
        return most?.First!.Value;
    }

    /// <summary>Who gives way to one more of a share; null: nobody has to.</summary>
    private Place? InTheWayOf(Share share)
    {
        if (_shares.TryGetValue(share, out var same) && same.Count >= MostOfAnAddress)
            return same.First!.Value;
        return _places.Count >= _most ? OldestOfThoseWithMany() ?? _places.First!.Value : null;
    }

    private Place Add(Share share, Action cut)
    {
        var place = new Place(this, share, ++_lastNumber, cut);
        if (!_shares.TryGetValue(share, out var same))
            _shares[share] = same = [];
        place.InShare = same.AddLast(place);
        place.InAll = _places.AddLast(place);
        _unfinished++;
        return place;
    }

    // A place is free when its connection is closed, and not before.
    private void Cut(List<Place> leaving)
    {
        foreach (var place in leaving)
        {
            place.Cut();
            lock (_gate)
                Remove(place);
        }
    }

    private void Remove(Place place)
    {
        if (place.InAll is null)
            return;
        _places.Remove(place.InAll);
        var share = place.InShare!.List!;
        share.Remove(place.InShare);
        if (share.Count == 0)
            _shares.Remove(place.Share);
        place.InAll = place.InShare = null;
    }

    /// <summary>Who shares places: an IPv4 address, or an IPv6 network of 64 bits, since whoever has one has 2^64 addresses.</summary>
    internal readonly record struct Share(AddressFamily Family, ulong Network)
    {
        internal static Share Of(IPAddress address)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out var length);
            return new Share(address.AddressFamily, length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes));
        }
    }

    /// <summary>The place of one connection.</summary>
    internal sealed class Place(Strangers strangers, Share share, long number, Action cut)
    {
        private long _movedAt = strangers.Now;
        private bool _hasEnded;

        internal Share Share => share;
        internal long Number => number;
        internal long CameAt { get; } = strangers.Now;
        internal long MovedAt => Volatile.Read(ref _movedAt);
        internal void Cut() => cut();

        // Guarded by _gate of the strangers. Null: it has left.
        internal LinkedListNode<Place>? InAll { get; set; }
        internal LinkedListNode<Place>? InShare { get; set; }
        internal bool IsLeaving { get; set; }

        /// <summary>Something has come, or was sent.</summary>
        internal void Move() => Volatile.Write(ref _movedAt, strangers.Now);

        /// <summary>Gives the place up, since the token was shown. False: it has had to give way already.</summary>
        internal bool TryLeave()
        {
            lock (strangers._gate)
            {
                var wasHeld = InAll is not null && !IsLeaving;
                strangers.Remove(this);
                Finish();
                return wasHeld;
            }
        }

        /// <summary>Gives the place up, since the connection is closed; again: nothing.</summary>
        internal void End()
        {
            lock (strangers._gate)
            {
                strangers.Remove(this);
                Finish();
            }
        }

        private void Finish()
        {
            if (!_hasEnded)
                strangers._unfinished--;
            _hasEnded = true;
        }
    }
}
