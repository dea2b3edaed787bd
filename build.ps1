<#
.SYNOPSIS
Builds and tests Gelf: ./gelf build.ps1 -Task Build

.DESCRIPTION
Clean   removes what was built
Build   lays out the module in out/Gelf
Test    builds all and runs every suite; the last line is "N passed, N failed, N skipped". Needs root, or sudo.
Bench   compares with other tunnels, and measures parts of the engine; the results are in out/bench. Needs root, or sudo.
Pack    makes out/Gelf.<version>.nupkg, for Install-PSResource
Bundle  makes out/gelf-<version>-linux-x64.tar.gz and -arm64: all that a host needs in one file. Needs apt-get.
#>
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Bench', 'Pack', 'Bundle')]
    [string] $Task = 'Build',

    # For Test: only these of Style, Web, Unit, EndToEnd and Pester.
    [string[]] $Suite = @('Style', 'Web', 'Unit', 'EndToEnd', 'Pester'),

    # For Test: only tests whose name contains this text.
    [string] $Filter = '',

    # For Bench: only these of Micro, Import, Network, Slow and Endurance. Without it all but Endurance, which -Endurance asks for.
    [string[]] $Only = @(),

    # For Bench: how often each contender has its turn, and the seconds of each run.
    [int] $Rounds = 3,
    [double] $Seconds = 5,

    # For Bench: only contenders with such names; wildcards are understood.
    [string[]] $Contender = @('*'),

    # For Bench: minutes of full load, 10 in a full run.
    [double] $Endurance = 0,

    # For Bench: what TCP is under, such as cubic, outside of the tunnels and inside. Without it what this machine has.
    [string] $CongestionControl = '',

    # For Bench: as little of everything as shows that it runs. Such figures mean nothing.
    [switch] $Quick
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$temporary = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "gelf-build-$(New-Guid)")).FullName
try {
    # For all that tools leave there, such as the SDK's empty folders of each restore.
    $env:TMPDIR = $temporary
    # No build servers that outlive the build: they would hold the output of whoever waits for its end.
    $env:MSBUILDDISABLENODEREUSE = '1'
    $env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
    $env:UseSharedCompilation = 'false'
    $env:DOTNET_NOLOGO = '1'
    $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
    # Nor the choices that whoever called made for his own build and test runs.
    Remove-Item env:NODE_OPTIONS -ErrorAction Ignore

    # Through a command line, a list is one text.
    $Suite, $Only, $Contender = ($Suite -split ','), ($Only -split ','), ($Contender -split ',')
    switch ($Task) {
        Clean {
            Get-ChildItem $PSScriptRoot/src, $PSScriptRoot/tests, $PSScriptRoot/bench -Directory | Get-ChildItem -Directory |
                Where-Object Name -In bin, obj, dist, node_modules | Remove-Item -Recurse -Force
            Remove-Item $PSScriptRoot/out -Recurse -Force -ErrorAction Ignore
        }
        Build { & $PSScriptRoot/tools/Build.ps1 }
        Test {
            & $PSScriptRoot/tools/Test.ps1 -Suite $Suite -Filter $Filter
            exit $LASTEXITCODE
        }
        Bench {
            & $PSScriptRoot/tools/Bench.ps1 -Only $Only -Rounds $Rounds -Seconds $Seconds -Contender $Contender -Endurance $Endurance `
                -CongestionControl $CongestionControl -Quick:$Quick
            exit $LASTEXITCODE
        }
        Pack { & $PSScriptRoot/tools/Pack.ps1 }
        Bundle {
            & $PSScriptRoot/tools/Build.ps1
            & $PSScriptRoot/tools/Bundle.ps1
        }
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1: $_")
    # What the scripts throw themselves says all, as does a program; anything else is a mistake in them, and its place helps.
    $isTold = $_.Exception -is [Management.Automation.NativeCommandExitException] -or
        ($_.Exception -is [Management.Automation.RuntimeException] -and $_.Exception.WasThrownFromThrowStatement)
    if (-not $isTold) {
        [Console]::Error.WriteLine($_.ScriptStackTrace)
    }
    exit 1
}
finally {
    Remove-Item $temporary -Recurse -Force
}
