using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Gelf.Tests.Unit.Fuzzing;
using Gelf.Tests.Unit.Fuzzing.Targets;
using SharpFuzz;

// Fuzz list              the targets
// Fuzz TARGET            runs a target on what afl-fuzz gives it
// Fuzz TARGET FILE...    runs it on files, and says what fails
// Fuzz verdicts FOLDER   writes verdicts.json: what is made of FOLDER/TARGET/*, for targets that the page has, too
// Fuzz change FOLDER N   adds N changed files to each FOLDER/TARGET
switch (args)
{
    case ["list"]:
        foreach (var target in FuzzTarget.All)
            Console.WriteLine(target.Name);
        return 0;
    case ["verdicts", var folder]:
        WriteVerdicts(folder);
        return 0;
    case ["change", var folder, var count]:
        foreach (var target in Directory.EnumerateDirectories(folder))
            AddChanged(target, int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case [var name]:
        Fuzz(FuzzTarget.Named(name));
        return 0;
    case [var name, .. var files]:
        return Repeat(FuzzTarget.Named(name), files);
    default:
        Console.Error.WriteLine("usage: Fuzz list | Fuzz TARGET [FILE...] | Fuzz verdicts FOLDER | Fuzz change FOLDER N");
        return 2;
}

// In a process of its own, which may time out or overflow its stack.
static void Fuzz(FuzzTarget target) => Fuzzer.OutOfProcess.Run(stream =>
{
    using var input = new MemoryStream();
    stream.CopyTo(input);
    target.Check(input.GetBuffer().AsSpan(0, (int)input.Length));
});

static int Repeat(FuzzTarget target, string[] files)
{
    var failed = 0;
    foreach (var file in files)
    {
        try
        {
            target.Check(File.ReadAllBytes(file));
        }
        catch (Exception e)
        {
            Console.WriteLine($"{file}: {e}");
            failed = 1;
        }
    }
    return failed;
}

static void AddChanged(string folder, int count)
{
    byte[][] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    if (files.Length == 0)
        return;
    foreach (var (at, input) in Mutated.Of(files).Array[count].Single().Index())
        File.WriteAllBytes(Path.Combine(folder, $"changed-{at}"), input);
}

static void WriteVerdicts(string folder)
{
    var verdicts = new JsonObject();
    foreach (var target in FuzzTarget.All)
    {
        var files = Path.Combine(folder, target.Name);
        if (target.Judge is not { } judge || !Directory.Exists(files))
            continue;
        var ofTarget = new JsonObject();
        foreach (var file in Directory.EnumerateFiles(files).Order(StringComparer.Ordinal))
            ofTarget[Path.GetFileName(file)] = judge(File.ReadAllBytes(file));
        verdicts[target.Name] = ofTarget;
    }
    var options = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    File.WriteAllText(Path.Combine(folder, "verdicts.json"), verdicts.ToJsonString(options) + "\n");
}
