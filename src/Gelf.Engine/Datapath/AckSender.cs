using System.Collections.Concurrent;
using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Tells the peers what has arrived of what they sent: after 128 KiB or 2 ms, when nothing more comes, or with frames that go to
/// them meanwhile; of little, later. Any thread calls.
/// </summary>
internal sealed class AckSender(LinkedSwitch linkedSwitch, TimeProvider time, MessagePool pool, KeyExchange? keys)
{
    private const int Capacity = 256;
    private readonly ConcurrentDictionary<ulong, PendingAcks> _books = new();

    // The same, to walk through: a dictionary's enumerator would be made anew each time. Replaced as a whole, under the lock, else who
    // was slow to would leave out what has been added since.
    private readonly Lock _gate = new();
    private KeyValuePair<ulong, PendingAcks>[] _all = [];

    /// <summary>Notes a message of frames that was taken.</summary>
    internal void Note(in Envelope envelope, int bytes)
    {
        // What is for all has no path of its own to measure.
        if (envelope.Target == Envelope.All)
            return;
        if (!_books.TryGetValue(envelope.Origin, out var book))
        {
            // In a plain segment origins are anybody's to make up.
            if (_books.Count >= Capacity)
                return;
            book = _books.GetOrAdd(envelope.Origin, static (_, time) => new PendingAcks(time), time);
            ListBooks();
        }
        Ack ack;
        lock (book)
        {
            if (!book.Note(envelope.Sequence, bytes))
                return;
            ack = book.Take();
        }
        Send(envelope.Origin, ack);
    }

    /// <summary>
    /// Queues the ack that is due soon, if there is one, since frames are going to be sent to the same peer: its acknowledgement by TCP,
    /// most often. Both go in one segment then, to which the phone's TCP answers with its next data, and not by itself.
    /// </summary>
    /// <returns>The links that it waits on, to be flushed.</returns>
    internal LinkSet Piggyback(ulong target)
    {
        if (!_books.TryGetValue(target, out var book))
            return LinkSet.None;
        Ack ack;
        lock (book)
        {
            if (!book.MayPiggyback)
                return LinkSet.None;
            ack = book.Take();
        }
        return Queue(target, ack);
    }

    /// <summary>Sends what is held back and may be waited for: when links rest.</summary>
    internal void FlushIdle() => Flush(static book => book.HasMinimum);

    /// <summary>Sends what is held back and may be waited for, or has been held back for long: every 50 ms or so.</summary>
    internal void FlushDue() => Flush(static book => book.IsDue);

    private void Flush(Func<PendingAcks, bool> isDue)
    {
        foreach (var (origin, book) in Volatile.Read(ref _all))
        {
            Ack ack;
            lock (book)
            {
                if (!isDue(book))
                    continue;
                ack = book.Take();
            }
            Send(origin, ack);
        }
    }

    /// <summary>Forgets peers that are gone.</summary>
    internal void Tidy(Func<ulong, bool> isPeer)
    {
        foreach (var origin in _books.Keys)
            if (!isPeer(origin))
                _books.TryRemove(origin, out _);
        ListBooks();
    }

    private void ListBooks()
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _books]);
    }

    private void Send(ulong target, in Ack ack) => linkedSwitch.Flush(Queue(target, ack));

    private LinkSet Queue(ulong target, in Ack ack)
    {
        var message = pool.Rent(Envelope.Size + Ack.Size + Envelope.TagSize);
        message.Length = Envelope.Size + Ack.Size;
        ack.Write(message.Array.AsSpan(Envelope.Size));
        // Without a link to send it on it is lost like any message; the next one says all that it said.
        var links = linkedSwitch.Originate(MessageKind.Ack, 0, target, message, keys?.CurrentKey, out _);
        message.Release();
        return links;
    }
}
