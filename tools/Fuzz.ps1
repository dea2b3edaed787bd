# Fuzzes the targets of tests/Unit/Fuzzing from tests/corpora, each for its share of the time. What fails is in out/fuzz/found, each
# input with a text that says how. Exit code 0: nothing was found.
param(
    [ValidateRange('Positive')]
    [double] $Minutes,
    [string[]] $Target
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$out = "$root/out/fuzz"
$corpora = "$root/tests/corpora"
$program = "$root/tests/Fuzz/bin/Release/net10.0/Fuzz.dll"
# An input that takes longer counts as hung, if it takes still longer alone.
$secondsEach = 5
$secondsAlone = 20
$cores = [Environment]::ProcessorCount

& $PSScriptRoot/SystemPackages.ps1 -Name afl++
dotnet build $root/tests/Fuzz -c Release --nologo -v quiet

$known = dotnet $program list
$targets = @($known | Where-Object { $name = $_; $Target | Where-Object { $name -like $_ } })
if (-not $targets) {
    throw "There is no target '$Target'; there are $($known -join ', ')."
}
# An input of the corpora that fails would keep the fuzzer from starting.
foreach ($name in $targets) {
    dotnet $program $name (Get-ChildItem $corpora/$name -File | ForEach-Object FullName)
}

# Fuzzed is a copy of the program whose engine says which way it goes.
$instrumented = "$out/program"
Remove-Item $instrumented, $out/work, $out/agreement -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory -Force $out/work, $out/found
Copy-Item (Split-Path $program) $instrumented -Recurse
Push-Location $root
try {
    dotnet tool restore
    $before = (Get-FileHash $instrumented/Gelf.Engine.dll).Hash
    dotnet sharpfuzz $instrumented/Gelf.Engine.dll
    if ((Get-FileHash $instrumented/Gelf.Engine.dll).Hash -eq $before) {
        throw 'sharpfuzz has not changed the engine, so the fuzzer would be blind.'
    }
}
finally {
    Pop-Location
}

$seconds = [int] [Math]::Ceiling($Minutes * 60 / [Math]::Ceiling($targets.Count / $cores))
Write-Host "Fuzzing $($targets.Count) targets for $seconds s each, $([Math]::Min($cores, $targets.Count)) at a time ..."
$results = $targets | ForEach-Object -ThrottleLimit $cores -Parallel {
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    $name, $out = $_, $using:out
    # Its files are many and small, and nobody reads them later: in memory, if there is such a place.
    $memory = (Test-Path /dev/shm) ? '/dev/shm' : [IO.Path]::GetTempPath()
    $temporary = (New-Item -ItemType Directory "$memory/gelf-fuzz-$(New-Guid)").FullName
    $settings = @(
        "AFL_TMPDIR=$temporary", "TMPDIR=$temporary", 'AFL_NO_UI=1', 'AFL_NO_AFFINITY=1', 'AFL_SKIP_CPUFREQ=1', 'AFL_SKIP_BIN_CHECK=1'
        # Crashes are exceptions here, which the program reports itself: how the kernel handles others does not matter.
        'AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1'
        # .NET takes its time to start.
        'AFL_FORKSRV_INIT_TMOUT=60000', 'DOTNET_TieredPGO=0'
    )
    try {
        env @settings afl-fuzz -V $using:seconds -t ($using:secondsEach * 1000) -m none -i $using:corpora/$name -o $out/work/$name -- dotnet $using:instrumented/Fuzz.dll $name *> $out/work/$name.log
        $exitCode = $LASTEXITCODE
    }
    finally {
        Remove-Item $temporary -Recurse -Force
    }
    $statistics = @{}
    Get-Content $out/work/$name/default/fuzzer_stats -ErrorAction Ignore | ForEach-Object {
        $key, $value = $_ -split ':', 2
        $statistics[$key.Trim()] = $value.Trim()
    }
    if ($exitCode -or -not $statistics['execs_done']) {
        return [pscustomobject]@{ Failure = "afl-fuzz ended with exit code $exitCode; $out/work/$name.log says why." }
    }
    [pscustomobject]@{
        Failure = $null
        Target = $name
        Seconds = [int] $statistics['run_time']
        Inputs = [long] $statistics['execs_done']
        PerSecond = [double] $statistics['execs_per_sec']
        Corpus = [int] $statistics['corpus_count']
        Crashes = [int] $statistics['saved_crashes']
        Hangs = [int] $statistics['saved_hangs']
    }
}
$failures = @($results | Where-Object Failure | ForEach-Object Failure)
if ($failures) {
    throw ($failures -join "`n")
}
$results | Select-Object * -ExcludeProperty Failure | Format-Table | Out-String | Write-Host

$PSNativeCommandUseErrorActionPreference = $false
$found = @(foreach ($name in $targets) {
        foreach ($input in Get-ChildItem $out/work/$name/default/crashes, $out/work/$name/default/hangs -Filter 'id:*' -ErrorAction Ignore) {
            $isHang = $input.Directory.Name -eq 'hangs'
            $output = timeout $secondsAlone dotnet $program $name $input.FullName 2>&1
            if ($isHang -and $LASTEXITCODE -eq 0) {
                continue # slow once, on a busy machine
            }
            $kept = "$out/found/$name-$((Get-FileHash $input).Hash.Substring(0, 12).ToLowerInvariant())"
            Copy-Item -LiteralPath $input.FullName $kept
            $repeats = $LASTEXITCODE ? $output : 'It does not fail alone: what came before it matters, or chance.'
            Set-Content "$kept.txt" "Repeat it with: dotnet $program $name $kept", ($LASTEXITCODE -eq 124 ? "It takes longer than $secondsAlone s." : $repeats)
            Write-Host "found: $kept (its .txt says how it fails)"
            $kept
        }
    })

# C# and TypeScript are to agree on what the fuzzer has kept for its own use, and on what that is changed to.
$known | ForEach-Object { $null = New-Item -ItemType Directory $out/agreement/$_ }
foreach ($name in $targets) {
    Get-ChildItem $out/work/$name/default/queue -Filter 'id:*' | ForEach-Object {
        Copy-Item -LiteralPath $_.FullName "$out/agreement/$name/$($_.Name -replace '^id:(\d+).*', '$1')"
    }
}
dotnet $program change $out/agreement 3000
dotnet $program verdicts $out/agreement
env "GELF_CORPORA=$out/agreement" GELF_TEST_FILTER='what C# makes of it' npm test --prefix $root/src/Gelf.Web *> $out/agreement.log
if ($LASTEXITCODE) {
    Write-Host "found: C# and the page disagree; $out/agreement.log says on what"
    $found += "$out/agreement.log"
}
Write-Host "$($found.Count) found"
exit [int] ($found.Count -gt 0)
