using System.Net;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web.Transport;

namespace Gelf.Tests.Unit.Web;

/// <summary>Who gives way to whom.</summary>
public sealed class StrangersTests
{
    private readonly VirtualClock _clock = new();
    private readonly List<RelayNotice> _notices = [];
    private readonly List<string> _cut = [];
    private readonly Strangers _strangers;

    public StrangersTests()
    {
        var report = new Reporter(_clock);
        report.Notice += _notices.Add;
        _strangers = new Strangers(_clock, report);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff")]
    public void The_65th_of_an_address_makes_the_oldest_of_it_give_way(string address, string same)
    {
        Enter("198.51.100.1", "oldest of all");
        for (var i = 0; i < 64; i++)
            Enter(i % 2 == 0 ? address : same, $"{i}");
        Assert.Empty(_cut);

        Enter(same, "64");
        Enter(address, "65");

        Assert.Equal(["0", "1"], _cut);
        Assert.Equal(65, _strangers.Count);
        Assert.Equal(IPAddress.Parse(same), Assert.IsType<RelayNotice.StrangersCrowd>(Assert.Single(_notices)).Address);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1")]
    [InlineData("0.0.0.1", "::1:0:0:0:1")] // the same number, of another kind
    public void What_one_address_has_is_not_taken_from_another(string one, string other)
    {
        for (var i = 0; i < 64; i++)
            Enter(one, $"{i}");

        for (var i = 0; i < 64; i++)
            Enter(other, $"{i}");

        Assert.Empty(_cut);
        Assert.Equal(128, _strangers.Count);
    }

    [Fact]
    public void The_257th_makes_the_oldest_of_the_address_with_the_most_places_give_way()
    {
        Enter("198.51.100.1", "oldest of all");
        for (var i = 0; i < 255; i++)
            Enter($"192.0.2.{i % 8}", $"{i}");
        Assert.Empty(_cut);

        Enter("198.51.100.1", "next");
        Enter("192.0.2.7", "and the next");
        Enter("192.0.2.7", "and another");

        Assert.Equal(["0", "1", "2"], _cut); // the eighth address had one less than the others until then
        Assert.Equal(256, _strangers.Count);
    }

    [Fact]
    public void Where_nobody_has_many_the_257th_makes_the_oldest_of_all_give_way()
    {
        for (var i = 0; i < 250; i++)
            Enter($"2001:db8:0:{i:x}::1", $"{i}");
        for (var i = 0; i < 6; i++)
            Enter("192.0.2.1", "phone");
        Assert.Empty(_cut);

        Enter("192.0.2.1", "phone");
        Enter("2001:db8:1::1", "next");

        Assert.Equal(["0", "1"], _cut);
    }

    [Fact]
    public void Who_has_shown_the_token_holds_no_place_and_does_not_give_way()
    {
        var link = Enter("192.0.2.1", "link");
        Assert.True(link.TryLeave());

        for (var i = 0; i < 64; i++)
            Enter("192.0.2.1", $"{i}");
        _clock.Advance(TimeSpan.FromMinutes(5));
        _strangers.EndOverdue();

        Assert.Equal(64, _cut.Count);
        Assert.DoesNotContain("link", _cut);
    }

    [Fact]
    public void Who_has_had_to_give_way_can_show_no_token_any_more()
    {
        var late = Enter("192.0.2.1", "late");

        Assert.True(_strangers.TryMakeRoom());

        Assert.False(late.TryLeave());
        Assert.False(_strangers.TryMakeRoom());
        Assert.Equal(["late"], _cut);
    }

    [Fact]
    public void An_address_that_has_all_it_may_is_turned_away_for_50_ms_after_each_newcomer()
    {
        for (var i = 0; i < 64; i++)
            Enter("192.0.2.1", $"{i}");

        Assert.True(IsTurnedAway("192.0.2.1"));
        Assert.True(IsTurnedAway("::ffff:192.0.2.1"));
        Assert.False(IsTurnedAway("192.0.2.2"));
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(IsTurnedAway("192.0.2.1"));
    }

    [Fact]
    public void An_address_is_turned_away_for_its_own_newcomers_only()
    {
        // All 256 places, and none of the four addresses has more than another.
        for (var i = 0; i < 256; i++)
            Enter($"192.0.2.{i % 4}", $"{i}");
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Enter("192.0.2.1", "newcomer");

        Assert.True(IsTurnedAway("192.0.2.1"));
        Assert.False(IsTurnedAway("192.0.2.2"));
        Assert.False(IsTurnedAway("192.0.2.9"));
    }

    [Fact]
    public void When_the_system_gives_no_more_16_give_way_and_their_places_come_back_one_a_second()
    {
        for (var i = 0; i < 50; i++)
            Enter($"192.0.2.{i}", $"{i}");

        Assert.True(_strangers.TryMakeRoom());
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"{i}"), _cut);
        Enter("198.51.100.1", "next");
        Assert.Equal("16", _cut[^1]);
        Assert.Equal(34, _strangers.Count);

        _strangers.EndOverdue();
        Enter("198.51.100.1", "and the next");
        Assert.Equal(17, _cut.Count);
        Assert.Equal(35, _strangers.Count);
    }

    [Fact]
    public void A_place_that_is_given_up_is_free()
    {
        for (var i = 0; i < 1000; i++)
        {
            var place = Enter("192.0.2.1", $"{i}");
            place.End();
            place.End();
        }

        Assert.Empty(_cut);
        Assert.Equal(0, _strangers.Count);
    }

    [Fact]
    public void Who_lies_still_for_10_s_is_cut_and_whoever_moves_after_60_s()
    {
        Enter("192.0.2.1", "still");
        var busy = Enter("192.0.2.1", "busy");
        var cutAt = new Dictionary<string, TimeSpan>();

        for (var second = 1; second <= 70; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (second < 60)
                busy.Move();
            _strangers.EndOverdue();
            foreach (var name in _cut)
                cutAt.TryAdd(name, _clock.Now);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), cutAt["still"]);
        Assert.Equal(TimeSpan.FromSeconds(60), cutAt["busy"]);
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task None_is_taken_in_while_too_many_end()
    {
        var places = Enumerable.Range(0, 512).Select(i => Enter($"192.0.2.{i % 8}", $"{i}")).ToList();

        var waiting = _strangers.WaitForEndsAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        places[0].End();

        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(256, _cut.Count);
    }

    private Strangers.Place Enter(string address, string name) => _strangers.Enter(IPAddress.Parse(address), () => _cut.Add(name));

    private bool IsTurnedAway(string address) => _strangers.IsTurnedAway(IPAddress.Parse(address));
}
