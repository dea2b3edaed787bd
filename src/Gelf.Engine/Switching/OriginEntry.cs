using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>What a node knows of another one: which of its messages came, and on which links it is nearest.</summary>
internal sealed class OriginEntry(ulong id, TimeProvider time)
{
    internal ulong Id { get; } = id;

    /// <summary>What came lately that nothing proved to be of this node.</summary>
    internal RecentWindow Seen { get; } = new();

    /// <summary>When anything last came from it, as a timestamp.</summary>
    internal long LastHeard { get; set; }

    /// <summary>Its latest hello; null: it never sent one, has left, or fell silent.</summary>
    internal Hello? Hello { get; private set; }

    internal long LastHello { get; private set; }

    /// <summary>The links on which a copy of its latest hello came with the most hops left.</summary>
    internal LinkSet Links { get; private set; }

    internal byte MostHopsLeft { get; private set; }

    /// <summary>Whether a link that is not stalled led to it at the last look; the switch sets it.</summary>
    internal bool Reachable { get; set; }

    /// <summary>Whether any link led to it at the last look; the switch sets it.</summary>
    internal bool Known { get; set; }

    /// <summary>Whether an authentic hello or bye of it came. From then on, only such words say where it is.</summary>
    internal bool IsAuthentic { get; private set; }

    // Its latest hello or bye, and when that came.
    private ulong _latestWord;
    private long _latestWordAt;

    /// <summary>
    /// Whether a hello or bye says more than the latest one. An authentic one may have any number after words that may be lies; among its
    /// like, only the number counts. A number that proves nothing counts for a while only, or one lie would stand for ever.
    /// </summary>
    internal bool IsNews(ulong sequence, bool isAuthentic, long now) =>
        isAuthentic && !IsAuthentic
        || sequence > _latestWord
        || sequence < _latestWord && !IsAuthentic && time.GetElapsedTime(_latestWordAt, now) >= RecentWindow.Memory;

    /// <summary>Takes a copy of a hello in. False: it is older than the latest one, or came by a longer path.</summary>
    internal bool Note(int link, in Envelope envelope, Hello hello, bool isAuthentic, long now)
    {
        if (IsNews(envelope.Sequence, isAuthentic, now))
        {
            TakeWord(envelope.Sequence, isAuthentic, now);
            LastHello = now;
        }
        else if (envelope.Sequence != _latestWord || envelope.HopLimit < MostHopsLeft || Hello is null)
        {
            // A late copy does not bring back a node that fell silent after that very hello.
            return false;
        }
        else if (envelope.HopLimit == MostHopsLeft)
        {
            Links = Links.With(link);
            return true;
        }
        MostHopsLeft = envelope.HopLimit;
        Links = LinkSet.Of(link);
        Hello = hello;
        return true;
    }

    internal void Remove(int link) => Links = Links.Without(link);

    /// <summary>Notes that it fell silent.</summary>
    internal void Leave()
    {
        Links = LinkSet.None;
        Hello = null;
    }

    /// <summary>Notes that it said bye. No earlier hello undoes that.</summary>
    internal void Leave(ulong byeSequence, bool isAuthentic, long now)
    {
        if (!IsNews(byeSequence, isAuthentic, now))
            return;
        TakeWord(byeSequence, isAuthentic, now);
        MostHopsLeft = byte.MaxValue;
        Leave();
    }

    private void TakeWord(ulong sequence, bool isAuthentic, long now)
    {
        _latestWord = sequence;
        _latestWordAt = now;
        IsAuthentic |= isAuthentic;
    }
}
