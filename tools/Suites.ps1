# Dot-sourced by Test.ps1: runs each suite and reads its result. Each function writes the suite's output to a log, and returns how
# many tests passed, failed and were skipped, and what failed. It throws if the suite ends without a result.
. $PSScriptRoot/Root.ps1

# Runs a program as root in namespaces of its own; its exit code is in $LASTEXITCODE.
function Invoke-InNamespace {
    param([string] $Log, [string[]] $Command)
    $PSNativeCommandUseErrorActionPreference = $false
    $program, $arguments = @(Get-RootPrefix) + 'sh' + "$PSScriptRoot/in-namespace.sh" + $Command
    & $program @arguments *>> $Log
}

# Returns a name with its reason below it. It cuts a long reason; the suite's output has all of it.
function Join-Failure {
    param([string] $Name, [string] $Reason)
    if ($Reason.Length -gt 3000) {
        $Reason = $Reason.Substring(0, 3000) + ' ...'
    }
    (@($Name) + ($Reason -split "`n" | Where-Object { $_.Trim() } | ForEach-Object { "    $_" })) -join "`n"
}

function Assert-Outcome {
    param($Outcome)
    if ($LASTEXITCODE -ne 0 -and $Outcome.Failed -eq 0) {
        throw "it ended with exit code $LASTEXITCODE, although its results show no failure."
    }
    $Outcome
}

function Invoke-XunitSuite {
    param([string] $Program, [string] $Report, [string] $Log, [string[]] $Filters)
    $filter = if ($Filters) { '-filterVSTest', ($Filters -join '&') } else { @() }
    Invoke-InNamespace $Log (@('dotnet', $Program, '-noLogo', '-noColor', '-result-xml', $Report) + $filter)
    if (-not (Test-Path $Report)) {
        throw "it ended with exit code $LASTEXITCODE and without results."
    }
    $assembly = Select-Xml $Report -XPath '/assemblies/assembly' | ForEach-Object Node
    if (-not $assembly) {
        throw "it ended with exit code $LASTEXITCODE and empty results."
    }
    Assert-Outcome ([pscustomobject]@{
            Passed = [int] $assembly.passed
            # "errors" are failures outside of a test, such as a fixture's clean-up.
            Failed = [int] $assembly.failed + $assembly.errors
            Skipped = [int] $assembly.skipped
            Failures = Select-Xml $Report -XPath '//test[@result="Fail"] | //error' | ForEach-Object {
                # An error without a name has a kind.
                Join-Failure ($_.Node.GetAttribute('name') ? $_.Node.GetAttribute('name') : $_.Node.GetAttribute('type')) ($_.Node.SelectSingleNode('failure/message'))?.InnerText
            }
        })
}

function Invoke-WebSuite {
    param([string] $Folder, [string] $Log, [string] $Filter)
    $PSNativeCommandUseErrorActionPreference = $false
    # Node takes a regular expression, this function a text.
    $pattern = [regex]::Escape($Filter)
    # Node prints a line for each test, "not ok 3 - name" or a cross and the name, and at its end a line for each count, "# pass 12".
    env "GELF_TEST_FILTER=$pattern" npm test --prefix $Folder *>> $Log
    $lines = Get-Content $Log
    $counts = @{}
    $lines | Select-String '^\S+ (tests|pass|fail|cancelled|skipped|todo) (\d+)$' | ForEach-Object {
        $counts[$_.Matches[0].Groups[1].Value] = [int] $_.Matches[0].Groups[2].Value
    }
    if ($counts.Count -lt 6) {
        throw "it ended with exit code $LASTEXITCODE and without results."
    }
    Assert-Outcome ([pscustomobject]@{
            Passed = $counts.pass
            Failed = $counts.fail + $counts.cancelled
            # With a pattern, Node counts all other tests as skipped.
            Skipped = $Filter ? 0 : $counts.skipped + $counts.todo
            Failures = $lines | Select-String '^\s*(?:not ok \d+ -|\u2716) (?!failing tests:)(.+?)(?: \([\d.]+ms\))?$' |
                ForEach-Object { $_.Matches[0].Groups[1].Value } | Select-Object -Unique
        })
}

function Invoke-PesterSuite {
    param([string] $Root, [string] $Report, [string] $Log, [string] $Filter)
    dotnet restore $Root/tests/Pester *>> $Log
    $pester = dotnet build $Root/tests/Pester -getProperty:PesterModule
    Invoke-InNamespace $Log 'sh', "$PSScriptRoot/ordinary-host.sh", "$Root/gelf", "$PSScriptRoot/Pester.ps1", '-Pester', $pester, '-Path', "$Root/tests/Pester", '-Report', $Report, '-Filter', $Filter
    if (-not (Test-Path $Report)) {
        throw "it ended with exit code $LASTEXITCODE and without results."
    }
    Assert-Outcome (Get-Content $Report -Raw | ConvertFrom-Json)
}

# Each check is a test: how the C# is laid out, and how long the subjects of the latest commits are.
function Invoke-StyleSuite {
    param([string] $Root, [string] $Log, [string] $Filter)
    $PSNativeCommandUseErrorActionPreference = $false
    if ($Filter) {
        return [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0; Failures = @() }
    }
    $failures = @()
    dotnet format whitespace $Root/Gelf.sln --no-restore --verify-no-changes *>> $Log
    if ($LASTEXITCODE -ne 0) {
        $failures += "C# is not laid out as .editorconfig says: run 'dotnet format whitespace', and see $Log."
    }
    $tooLong = git -C $Root log -10 --format='%h %s' 2>> $Log | Where-Object { ($_ -split ' ', 2)[1].Length -gt 72 }
    if ($tooLong) {
        $failures += "Subjects of commits have 72 characters at most: $($tooLong -join '; ')"
    }
    [pscustomobject]@{ Passed = 2 - $failures.Count; Failed = $failures.Count; Skipped = 0; Failures = $failures }
}
