# Dot-sourced by Test.ps1: how each suite is run and its result read. Each function shows the suite's output, and returns one
# outcome, or throws when the suite came to no result.

# Failures are what failed, by name and reason, to be found at the end of a long run.
function ConvertTo-Outcome {
    param([int] $Passed = 0, [int] $Failed = 0, [int] $Skipped = 0, [string[]] $Failures = @())
    [pscustomobject]@{ Passed = $Passed; Failed = $Failed; Skipped = $Skipped; Failures = $Failures }
}

# A name with its reason below it. A long reason is cut: what the suite printed has all of it.
function Join-Failure {
    param([string] $Name, [string] $Reason)
    if ($Reason.Length -gt 3000) {
        $Reason = $Reason.Substring(0, 3000) + ' ...'
    }
    $Name + (-join ($Reason.TrimEnd() -split "`n" | Where-Object { $_ } | ForEach-Object { "`n    $_" }))
}

# Runs a program as root in namespaces of its own, and returns its exit code.
function Invoke-InNamespace {
    param([string[]] $Line)
    $words = $asRoot + @('sh', "$PSScriptRoot/in-namespace.sh") + $Line
    $program, $arguments = $words
    & $program @arguments | Out-Host
    $LASTEXITCODE
}

function Invoke-XunitSuite {
    param([string] $Name)
    $report = "$results/$Name.xml"
    $line = @('dotnet', "$root/tests/$Name/bin/Release/net10.0/linux-x64/$Name.dll", '-noLogo', '-noColor', '-result-xml', $report)
    if ($Filter) {
        # Not a name with asterisks: PowerShell would take it for the names of files.
        $line += '-filterVSTest', "DisplayName~$Filter"
    }
    $exitCode = Invoke-InNamespace $line
    if (-not [IO.File]::Exists($report)) {
        throw "the suite ended with exit code $exitCode and without results."
    }

    # "errors" are failures outside of a test, such as a fixture's clean-up.
    $assembly = ([xml] [IO.File]::ReadAllText($report)).SelectSingleNode('/assemblies/assembly')
    if ($null -eq $assembly) {
        throw "the suite ended with exit code $exitCode and empty results."
    }
    $failed = [int] $assembly.GetAttribute('failed') + [int] $assembly.GetAttribute('errors')
    if ($exitCode -ne 0 -and $failed -eq 0) {
        throw "the suite ended with exit code $exitCode, although its results show no failure."
    }
    $failures = @($assembly.SelectNodes('.//test[@result="Fail"] | .//error') | ForEach-Object {
        # An error may have its kind only for a name, and a failure without words has no message.
        $title = if ($_.HasAttribute('name')) { $_.GetAttribute('name') } else { $_.GetAttribute('type') }
        Join-Failure $title ($_.SelectSingleNode('failure/message'))?.InnerText
    })
    ConvertTo-Outcome -Passed $assembly.GetAttribute('passed') -Failed $failed -Skipped $assembly.GetAttribute('skipped') -Failures $failures
}

function Invoke-WebSuite {
    $folder = "$root/src/Gelf.Web"
    if (-not [IO.File]::Exists("$folder/package.json")) {
        throw "there is no $folder/package.json."
    }
    $callersFilter = $env:GELF_TEST_FILTER
    # A regular expression there, a text here.
    $env:GELF_TEST_FILTER = [regex]::Escape($Filter)

    # Its runner has a line for each test, "not ok 3 - name" or a cross and the name, and ends with a line for each count:
    # "# pass 12", or with another character in front.
    $counts = @{}
    $failures = [Collections.Generic.List[string]]::new()
    & npm test --prefix $folder 2>&1 | ForEach-Object {
        if ("$_" -match '^\S+ (tests|pass|fail|cancelled|skipped|todo) (\d+)$') {
            $counts[$Matches[1]] = [int] $Matches[2]
        }
        elseif ("$_" -match '^\s*(?:not ok \d+ -|\u2716) (?!failing tests:)(.+?)(?: \([\d.]+ms\))?$' -and
            $Matches[1] -notin $failures) {
            $failures.Add($Matches[1])
        }
        "$_"
    } | Out-Host
    $exitCode = $LASTEXITCODE
    $env:GELF_TEST_FILTER = $callersFilter
    if ($counts.Count -lt 6) {
        throw "the suite ended with exit code $exitCode and without results."
    }
    $failed = $counts.fail + $counts.cancelled
    if ($exitCode -ne 0 -and $failed -eq 0) {
        throw "the suite ended with exit code $exitCode, although its results show no failure."
    }
    # With a pattern, node counts all other tests as skipped.
    ConvertTo-Outcome -Passed $counts.pass -Failed $failed -Skipped $(if ($Filter) { 0 } else { $counts.skipped + $counts.todo }) -Failures $failures
}

function Invoke-PesterSuite {
    $tests = "$root/tests/Pester"
    $why = Get-PesterObstacle
    if ($why) {
        $count = Measure-PesterTest $tests
        [Console]::Out.WriteLine("$count tests are skipped: $why")
        return ConvertTo-Outcome -Skipped $count
    }

    $report = "$results/Pester.txt"
    $line = @('pwsh', '-NoProfile', '-NoLogo', '-NonInteractive', '-File', "$PSScriptRoot/Pester.ps1", '-Path', $tests, '-Report', $report)
    if ($Filter) {
        $line += '-Filter', $Filter
    }
    $exitCode = Invoke-InNamespace $line
    if ($exitCode -ne 0 -or -not [IO.File]::Exists($report)) {
        throw "the suite ended with exit code $exitCode and without results."
    }
    $counts, $failures = [IO.File]::ReadAllLines($report)
    $passed, $failed, $skipped = $counts -split ' '
    ConvertTo-Outcome -Passed $passed -Failed $failed -Skipped $skipped -Failures $failures
}

# Where the machine has no pwsh that will do, tests take the one that NuGet has, and its Pester. Where that cannot be had either,
# what needs them is skipped.
function Add-TestShell {
    if (-not (Get-PesterObstacle)) {
        return
    }
    $folder = "$root/out/pwsh"
    $lines = & dotnet 'build' "$root/tests/Pester/Pester.csproj" '-t:LayOutShell' "-p:ShellFolder=$folder" '--nologo' '-v' 'quiet' 2>&1
    if ($LASTEXITCODE -ne 0) {
        [Console]::Out.WriteLine("PowerShell and Pester cannot be had from NuGet: $(@($lines | Where-Object { "$_" -match 'error' })[0])")
        return
    }
    $env:PATH = "$folder/bin$([IO.Path]::PathSeparator)$env:PATH"
}

# Why the Pester tests cannot run here; nothing when they can.
function Get-PesterObstacle {
    if (-not (Test-Program pwsh)) {
        return 'there is no pwsh.'
    }
    $version = & pwsh -NoProfile -NoLogo -NonInteractive -Command '
        if ($PSVersionTable.PSVersion -lt [version] "7.6") { "pwsh is $($PSVersionTable.PSVersion), and 7.6 is needed." }
        elseif (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge "5.0")) { "Pester 5 is not installed." }'
    "$version"
}

function Measure-PesterTest {
    param([string] $Folder)
    $isTest = { param($node) $node -is [Management.Automation.Language.CommandAst] -and $node.GetCommandName() -eq 'It' }
    $count = 0
    foreach ($file in [IO.Directory]::GetFiles($Folder, '*.Tests.ps1')) {
        $ast = [Management.Automation.Language.Parser]::ParseFile($file, [ref] $null, [ref] $null)
        $count += @($ast.FindAll($isTest, $true)).Count
    }
    $count
}
