using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Gelf.Engine.Web.Transport;

/// <summary>
/// Waits for many sockets in one thread, so that a connection costs none. It is not .NET's, since that keeps a socket registered for
/// good: each arrival on a link would wake its thread as well.
/// </summary>
internal sealed class SocketPoller : IDisposable
{
    private const int MostEvents = 64; // at once
    private const long EndId = 0;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(200);

    private readonly Action _look;
    private readonly Reporter _report;
    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _end;
    private readonly byte[] _events = new byte[MostEvents * Libc.EpollEventSize];
    private readonly ConcurrentDictionary<long, IPolled> _polled = [];
    private readonly Thread _thread;
    private long _lastId = EndId;
    private volatile bool _ended;

    /// <param name="look">Called every second.</param>
    /// <param name="report">Told what nobody expected.</param>
    internal SocketPoller(Action look, Reporter report)
    {
        (_look, _report) = (look, report);
        _epoll = Own(Libc.EpollCreate(Libc.EPOLL_CLOEXEC));
        try
        {
            _end = Own(Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK));
            Check(Control(Libc.EPOLL_CTL_ADD, _end, Libc.EPOLLIN, EndId));
            _thread = new Thread(Run) { IsBackground = true, Name = "gelf http" };
            _thread.Start();
        }
        catch
        {
            _end?.Dispose();
            _epoll.Dispose();
            throw;
        }
    }

    /// <summary>A socket that is waited for.</summary>
    internal interface IPolled
    {
        /// <summary>What it was waited for has happened, or the connection is broken. In the poller's thread; whatever it throws is its own.</summary>
        void OnReady(bool canReceive, bool canSend, bool isBroken);
    }

    /// <summary>Starts to wait for a socket to have something, as long as it is asked to.</summary>
    /// <returns>Its number.</returns>
    internal long Add(SafeSocketHandle socket, IPolled polled)
    {
        var id = Interlocked.Increment(ref _lastId);
        _polled[id] = polled;
        try
        {
            Check(Control(Libc.EPOLL_CTL_ADD, socket, Libc.EPOLLIN, id));
            return id;
        }
        catch
        {
            _polled.TryRemove(id, out _);
            throw;
        }
    }

    /// <summary>Changes what is waited for.</summary>
    internal void Change(SafeSocketHandle socket, long id, bool forReceiving, bool forSending) =>
        Check(Control(Libc.EPOLL_CTL_MOD, socket, (forReceiving ? Libc.EPOLLIN : 0) | (forSending ? Libc.EPOLLOUT : 0), id));

    /// <summary>Waits for a socket no more; again: nothing.</summary>
    internal void Remove(SafeSocketHandle socket, long id)
    {
        if (!_polled.TryRemove(id, out _))
            return;
        try
        {
            _ = Control(Libc.EPOLL_CTL_DEL, socket, 0, id);
        }
        catch (ObjectDisposedException)
        {
            // A socket that is closed has left by itself.
        }
    }

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        Libc.Write(_end, in BitConverter.GetBytes(1L)[0], sizeof(long));
        _thread.Join();
        _end.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        var lookedAt = Environment.TickCount64;
        while (!_ended)
        {
            try
            {
                Wait();
                if (Environment.TickCount64 - lookedAt < s_look.TotalMilliseconds)
                    continue;
                lookedAt = Environment.TickCount64;
                _look();
            }
            catch (Exception e)
            {
                _report.Fault(NodePart.WebServer, e);
                Thread.Sleep(s_breath);
            }
        }
    }

    private void Wait()
    {
        var count = Libc.EpollWait(_epoll, ref _events[0], MostEvents, (int)s_look.TotalMilliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
            return;
        Check(count);
        for (var i = 0; i < count; i++)
        {
            var one = _events.AsSpan(i * Libc.EpollEventSize, Libc.EpollEventSize);
            var what = MemoryMarshal.Read<uint>(one);
            if (_polled.TryGetValue(MemoryMarshal.Read<long>(one[Libc.EpollDataAt..]), out var polled))
                polled.OnReady((what & Libc.EPOLLIN) != 0, (what & Libc.EPOLLOUT) != 0, (what & (Libc.EPOLLERR | Libc.EPOLLHUP)) != 0);
        }
    }

    private int Control(int operation, SafeHandle file, uint what, long id)
    {
        Span<byte> change = stackalloc byte[Libc.EpollEventSize];
        MemoryMarshal.Write(change, what);
        MemoryMarshal.Write(change[Libc.EpollDataAt..], id);
        return Libc.EpollControl(_epoll, operation, file, ref change[0]);
    }

    private static SafeFileHandle Own(int descriptor)
    {
        Check(descriptor);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Check(int result)
    {
        if (result < 0)
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }
}
