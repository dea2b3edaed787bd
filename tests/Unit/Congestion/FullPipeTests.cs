using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class FullPipeTests
{
    private readonly FullPipe _pipe = new();

    [Fact]
    public void A_rate_is_sure_when_three_full_rounds_brought_about_as_much_as_the_one_before_them()
    {
        Note(1000, 1200, 820);
        Assert.False(_pipe.IsSure);

        Note(1000);

        Assert.True(_pipe.IsSure);
    }

    [Theory]
    [InlineData(1300)]
    [InlineData(790)]
    public void One_that_changes_by_more_than_a_quarter_has_to_prove_itself_anew(double rate)
    {
        Note(1000, 1000, 1000, 1000, rate);
        Assert.False(_pipe.IsSure);

        Note(rate, rate, rate);

        Assert.True(_pipe.IsSure);
    }

    [Fact]
    public void Rounds_that_were_not_full_say_nothing()
    {
        Note(1000, 1000, 1000, 1000);

        _pipe.NoteRound(wasFull: false, 1000);

        Assert.False(_pipe.IsSure);
    }

    [Fact]
    public void When_nothing_is_under_way_or_waits_it_begins_anew()
    {
        Note(1000, 1000, 1000, 1000);

        _pipe.Forget();

        Assert.False(_pipe.IsSure);
    }

    private void Note(params double[] rates)
    {
        foreach (var rate in rates)
            _pipe.NoteRound(wasFull: true, rate);
    }
}
