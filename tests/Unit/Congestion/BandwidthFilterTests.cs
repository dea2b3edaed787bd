using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class BandwidthFilterTests
{
    private readonly BandwidthFilter _bandwidth = new();

    public BandwidthFilterTests() => _bandwidth.Note(1000, endsFullRound: false);

    [Fact]
    public void The_maximum_counts_and_a_sample_within_a_round_does_not_lower_it()
    {
        _bandwidth.Note(1100, endsFullRound: false);
        _bandwidth.Note(100, endsFullRound: false);

        Assert.Equal(1100, _bandwidth.Value);
    }

    [Fact]
    public void It_falls_by_an_eighth_of_what_a_full_round_lacks()
    {
        _bandwidth.Note(600, endsFullRound: true);

        Assert.Equal(950, _bandwidth.Value);
    }

    [Fact]
    public void After_three_full_rounds_in_a_row_with_less_than_half_it_is_the_maximum_of_them()
    {
        NoteFullRounds(100, 300);
        Assert.InRange(_bandwidth.Value, 700, 900);

        NoteFullRounds(200);

        Assert.Equal(300, _bandwidth.Value);
    }

    [Fact]
    public void Threads_that_are_late_for_a_round_or_two_do_not_bring_it_down()
    {
        for (var i = 0; i < 10; i++)
        {
            NoteFullRounds(100, 300);
            _bandwidth.Note(1000, endsFullRound: true);
        }

        Assert.Equal(1000, _bandwidth.Value);
    }

    [Fact]
    public void It_stays_known_when_nothing_arrives()
    {
        NoteFullRounds(0, 0, 0, 0);

        Assert.InRange(_bandwidth.Value, 500, 600);
    }

    private void NoteFullRounds(params double[] samples)
    {
        foreach (var sample in samples)
            _bandwidth.Note(sample, endsFullRound: true);
    }
}
