using System.Net;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web;

namespace Gelf.Engine.Hosting;

// Start and end.
public sealed partial class Relay
{
    /// <summary>Starts serving. When it returns, links can be opened.</summary>
    /// <exception cref="GelfException">The port or the address cannot be had; nothing is left running.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or stopped meanwhile; likewise.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_started || _stop is not null)
                throw GelfErrors.RelayStateInvalid(Name);
            _started = true;
        }
        try
        {
            await StartOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _startEnded.SetResult();
        }
        if (JoinLinkTarget.Caution(_options, TapIndex) is { } caution)
            _report.Tell(caution);
    }

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        _report.Information(nameof(Hosting), $"'{Name}' starts on {_options.ListenAddress} port {_options.Port}, {(Sealed ? "sealed" : "plain")}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var web = new WebHost(
            new IPEndPoint(_options.ListenAddress, _options.Port), new LinkEndpoint(Token, RunLinkAsync, _report), Fail, _report, _options.Certificate, _options.CertificateChain);
        try
        {
            await web.StartAsync(ending.Token).ConfigureAwait(false);
            Publish(web, new Thread(ReadTap) { IsBackground = true, Name = $"gelf {_tap.Name}" });
        }
        catch
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts what runs by itself, unless the relay is being stopped: then nothing of it is left to anybody.</summary>
    private void Publish(WebHost web, Thread reader)
    {
        lock (_gate)
        {
            if (_stop is not null)
                throw new OperationCanceledException("The relay was stopped while it started.");
            reader.Start();
            _ticking = Ticker.Start(_node.Tick, _report, Fail, _stopping.Token);
            _reader = reader;
            _web = web;
            NodeMeter.Add(this, GetStats, new("name", Name), new("role", Hello.RelayRole), new("tap", _tap.Name));
        }
    }

    /// <summary>Takes leave, closes the links, ends the web server and lets go of the tap, whose cable is pulled. Further calls wait for the first.</summary>
    public Task StopAsync() => StopAsync(null);

    private Task StopAsync(Exception? reason)
    {
        lock (_gate)
            return _stop ??= Task.Run(() => StopOnceAsync(reason));
    }

    private async Task StopOnceAsync(Exception? reason)
    {
        _report.Information(nameof(Hosting), $"'{Name}' stops");
        var error = await new Teardown(NoteFailedStep)
            .Then("leave", _node.Switch.Leave)
            .Then("tell all to stop", _stopping.CancelAsync)
            .Then("end the start", () => _started ? _startEnded.Task : Task.CompletedTask)
            .Then("hide from the meter", () => NodeMeter.Remove(this))
            .Then("close the links that it dials", () => _outgoing.DisposeAsync().AsTask())
            .Then("stop the web server", () => _web?.DisposeAsync().AsTask() ?? Task.CompletedTask)
            .Then("end the tick", () => _ticking)
            .Then("pull the cable", () =>
            {
                if (reason is null && _started)
                    _node.PullCable();
            })
            .Then("tell the reader to stop", () =>
            {
                // A reader that failed would leave the signal for whoever reads from the tap next.
                if (_reader is not null && !_readerFailed)
                    _tap.StopReading();
            })
            // However long it takes: as long as it reads, the tap is nobody else's.
            .Then("end the reader", () => _reader?.Join())
            .RunAsync().ConfigureAwait(false);
        if ((reason ?? error) is { } first)
            _completion.TrySetException(first);
        else
            _completion.TrySetResult();
    }

    // An error that a person can act on, such as a tap that is gone, is no fault.
    private void NoteFailedStep(string step, Exception error)
    {
        if (error is GelfException)
            _report.Information(nameof(Teardown), $"{step}: {error.Message}");
        else
            _report.Fault(new RelayNotice.PartFailed(NodePart.Stopping, error), $"{nameof(Teardown)}, {step}", error);
    }
}
