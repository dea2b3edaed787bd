using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class DeliveryRateTests
{
    private readonly DeliveryRate _rate = new();

    public DeliveryRateTests() => _rate.Note(1000, endsFullRound: false);

    [Fact]
    public void The_most_counts_and_less_than_a_full_round_says_nothing_against_it()
    {
        _rate.Note(1100, endsFullRound: false);
        _rate.Note(100, endsFullRound: false);

        Assert.Equal(1100, _rate.Value);
    }

    [Fact]
    public void It_sinks_by_an_eighth_of_what_a_full_round_lacks()
    {
        _rate.Note(600, endsFullRound: true);

        Assert.Equal(950, _rate.Value);
    }

    [Fact]
    public void After_three_full_rounds_in_a_row_that_brought_less_than_half_it_is_the_most_of_them()
    {
        NoteFullRounds(100, 300);
        Assert.InRange(_rate.Value, 700, 900);

        NoteFullRounds(200);

        Assert.Equal(300, _rate.Value);
    }

    [Fact]
    public void Threads_that_are_late_for_a_round_or_two_do_not_bring_it_down()
    {
        for (var i = 0; i < 10; i++)
        {
            NoteFullRounds(100, 300);
            _rate.Note(1000, endsFullRound: true);
        }

        Assert.Equal(1000, _rate.Value);
    }

    [Fact]
    public void It_is_not_taken_for_unknown_where_nothing_arrives()
    {
        NoteFullRounds(0, 0, 0, 0);

        Assert.InRange(_rate.Value, 500, 600);
    }

    private void NoteFullRounds(params double[] samples)
    {
        foreach (var sample in samples)
            _rate.Note(sample, endsFullRound: true);
    }
}
