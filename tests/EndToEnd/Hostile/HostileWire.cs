using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>A link to a relay, opened with the token, on which the test says what it likes.</summary>
internal sealed class HostileWire : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _received = new byte[Envelope.MaxMessage];

    internal static async Task<HostileWire> OpenAsync(IPEndPoint relay, string token, CancellationToken cancellationToken)
    {
        var wire = new HostileWire();
        wire._socket.Options.AddSubProtocol("gelf.1");
        wire._socket.Options.AddSubProtocol($"gelf.token.{token}");
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(s_patience);
            await wire._socket.ConnectAsync(new Uri($"ws://{relay}/link"), deadline.Token);
            return wire;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            wire.Dispose();
            throw new IOException($"No answer within {s_patience.TotalSeconds} s.", e);
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <summary>Says something as the node with this id.</summary>
    internal Task SayAsync(MessageKind kind, ReadOnlyMemory<byte> payload, ulong origin, ulong target, ulong sequence, byte hops, CancellationToken cancellationToken)
    {
        var message = new byte[Envelope.Size + payload.Length];
        new Envelope(kind, false, hops, 0, 0, origin, target, sequence).Write(message);
        payload.CopyTo(message.AsMemory(Envelope.Size));
        return SendAsync(message, cancellationToken);
    }

    internal async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message, until the one after it comes; empty: the relay has closed the link.</summary>
    internal async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(_received.AsMemory(length), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
                return default;
            length += result.Count;
            if (result.EndOfMessage)
                return _received.AsMemory(0, length);
        }
    }

    /// <summary>Takes what comes and answers echoes, as a good wire would, until the link ends; each message is also shown.</summary>
    internal async Task LiveAsync(Func<ReadOnlyMemory<byte>, Task> show, CancellationToken cancellationToken)
    {
        var own = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
        var sequence = 0UL;
        while (await ReceiveAsync(cancellationToken) is { Length: > 0 } message)
        {
            if (!Envelope.TryRead(message.Span, out var envelope))
                continue;
            if (envelope.Kind == MessageKind.Echo)
                await SayAsync(MessageKind.EchoAnswer, message[Envelope.Size..], own, Envelope.All, ++sequence, 0, cancellationToken);
            await show(message);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }
}
