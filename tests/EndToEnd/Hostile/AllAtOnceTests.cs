namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>Everybody who can reach a relay attacks it at once, while a good peer is behind a good wire.</summary>
public sealed class AllAtOnceTests(ITestOutputHelper output)
{
    // MiB. Two thirds are pwsh itself; .NET's collector lets garbage lie as long as the processor's cache is large.
    private const int MostMemory = 300;
    private const int MostThreads = 100;
    private const int HeldConnections = 600;

    [Fact]
    public async Task A_good_peer_behind_a_good_wire_loses_no_ping_while_everybody_else_attacks()
    {
        using var segment = new HostileSegment();
        var holders = new TokenHolders(segment);
        using (var carrying = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            var life = holders.CarryAndKeepAsync(carrying.Token);
            Eventually.True(() => holders is { Relays: 2, FirstMessages: > 0 } || life.IsFaulted);
            Eventually.True(() => segment.One.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0);
            await carrying.CancelAsync();
            await life.ContinueWith(_ => { }, TaskScheduler.Default);
        }
        segment.JoinByGoodWire();
        var before = segment.Ping(500);

        using var priority = new LastPriority();
        HostileSegment.PingFigures during;
        var most = (Memory: 0, Threads: 0);
        Attack[] attacks =
        [
            holders.SayByeForOthers(), holders.FillQueues(), holders.SendTooLong(), holders.SendMalformed(), holders.ReplayHandshakes(),
            KeyHolders.FloodAddresses(segment), KeyHolders.SendBadHeaders(), Strangers.Hold(HostileSegment.EndPointOne, HostileSegment.Stranger, HeldConnections),
        ];
        try
        {
            Eventually.True(() => attacks.All(attack => attack.Rounds > 10), state: () => string.Join<Attack>("\n", attacks));
            using var looking = new Timer(_ =>
            {
                var now = segment.Look();
                most = (Math.Max(most.Memory, now.Memory), Math.Max(most.Threads, now.Threads));
            }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
            var struck = attacks.Select(attack => attack.Rounds).ToArray();
            during = segment.Ping(1000);
            Assert.All(attacks.Zip(struck), pair => Assert.True(pair.First.Rounds > pair.Second, $"{pair.First.Name} struck no more."));
            Assert.StartsWith("HTTP/1.1 200", CrowdTests.FetchPage(segment), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var attack in attacks)
                attack.Dispose();
        }

        output.WriteLine($"before: {before}\nduring: {during}\nat most {most.Memory} MiB, {most.Threads} threads\n{string.Join<Attack>("\n", attacks)}");
        Assert.Equal(0, during.Lost);
        Assert.InRange(most.Memory, 1, MostMemory);
        Assert.InRange(most.Threads, 1, MostThreads);
    }
}
