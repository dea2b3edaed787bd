using System.Text.Json.Nodes;
using CsCheck;
using Gelf.Tests.Unit.Fuzzing.Targets;

namespace Gelf.Tests.Unit.Fuzzing;

public sealed class FuzzTargetTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    public static TheoryData<string> SharedTargets => [.. FuzzTarget.All.Where(target => target.Judge is not null).Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void What_a_target_promises_is_true_of_its_corpus(string name)
    {
        var corpus = Corpus.Load(name);

        Assert.NotEmpty(corpus);
        foreach (var (file, input) in corpus)
            if (Record.Exception(() => FuzzTarget.Named(name).Check(input)) is { } error)
                Assert.Fail($"tests/corpora/{name}/{file}: {error}");
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_a_target_promises_is_true_of_whatever_its_corpus_is_changed_to(string name)
    {
        var target = FuzzTarget.Named(name);

        Mutated.Of([.. Corpus.Load(name).Values]).Sample(input => target.Check(input), iter: target.Budget, threads: 1, print: Convert.ToHexStringLower);
    }

    [Theory, MemberData(nameof(SharedTargets))]
    public void What_is_made_of_a_file_is_what_the_page_makes_of_it(string name)
    {
        var judge = FuzzTarget.Named(name).Judge!;
        var verdicts = Corpus.Verdicts(name);

        foreach (var (file, input) in Corpus.Load(name))
        {
            Assert.True(verdicts.ContainsKey(file), $"{name}/{file} has no verdict: tests/corpora/README.md says how to make it.");
            var made = judge(input);
            Assert.True(
                JsonNode.DeepEquals(verdicts[file], made),
                $"{name}/{file}: the verdict is {verdicts[file]?.ToJsonString() ?? "null"}, and it makes {made?.ToJsonString() ?? "null"}: tests/corpora/README.md says how to write verdicts anew.");
        }
    }

    [Fact]
    public void A_failure_tells_the_input_and_the_seed_that_finds_it_again()
    {
        var changed = Mutated.Of([[1, 2, 3, 4, 5, 6, 7, 8], [9, 9]]);
        static void Check(byte[] input) => Assert.DoesNotContain((byte)0xff, input);

        var failure = Assert.Throws<CsCheckException>(() => changed.Sample(Check, iter: 10_000, threads: 1, print: Convert.ToHexStringLower)).Message;
        var seed = failure.Split('"')[1];
        var again = Assert.Throws<CsCheckException>(() => changed.Sample(Check, iter: 1, threads: 1, seed: seed, print: Convert.ToHexStringLower)).Message;

        Assert.Contains(seed, again, StringComparison.Ordinal);
        Assert.Matches("ff", again.Split('\n')[1]);
    }
}
