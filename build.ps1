<#
.SYNOPSIS
Builds and tests Gelf: ./gelf build.ps1 -Task Build

.DESCRIPTION
Clean   removes what was built
Build   lays out the module in out/Gelf
Test    builds all and runs every suite; the last line is "N passed, N failed, N skipped". Needs root, or sudo.
Fuzz    looks for inputs that break a parser; those that it finds are in out/fuzz. Needs apt-get, or AFL++.
Bench   compares with other tunnels, and measures parts of the engine; the results are in out/bench. Needs root, or sudo.
Pack    makes out/Gelf.<version>.nupkg, for Install-PSResource
Bundle  makes out/gelf-<version>-linux-x64.tar.gz and -arm64: all that a host needs in one file. Needs apt-get.
#>
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Fuzz', 'Bench', 'Pack', 'Bundle')]
    [string] $Task = 'Build',

    # For Test: only these of Style, Web, Unit, EndToEnd and Pester.
    [string[]] $Suite = @('Style', 'Web', 'Unit', 'EndToEnd', 'Pester'),

    # For Test: only tests with this text in their name.
    [string] $Filter = '',

    # For Fuzz: how long, in all, and only targets with these names, which may have wildcards.
    [double] $Minutes = 10,
    [string[]] $Target = @('*'),

    # For Bench: only these of Micro, Import, Network, Slow and Endurance. The default is all but Endurance, which needs -Endurance.
    [string[]] $Only = @(),

    # For Bench: the number of rounds, and the seconds of each run.
    [int] $Rounds = 3,
    [double] $Seconds = 5,

    # For Bench: only contenders with these names, which may have wildcards.
    [string[]] $Contender = @('*'),

    # For Bench: minutes of full load, 10 in a full run.
    [double] $Endurance = 0,

    # For Bench: TCP's congestion control outside and inside the tunnels, such as cubic. The default is the machine's.
    [string] $CongestionControl = '',

    # For Bench: a short run that shows that everything works. Its figures mean nothing.
    [switch] $Quick
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

# A folder that nobody else can enter.
$temporary = mktemp -d -t gelf-build-XXXXXXXXXX
try {
    # Tools leave files here, such as the SDK's empty folder of each restore. In /tmp they would trust folders that anybody can make, such
    # as /tmp/NuGetScratchroot.
    $env:TMPDIR = $temporary
    # Start no build servers: they outlive the build and keep its output open.
    $env:MSBUILDDISABLENODEREUSE = '1'
    $env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
    $env:UseSharedCompilation = 'false'
    $env:DOTNET_NOLOGO = '1'
    $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
    # Ignore options that the caller set for other programs.
    Remove-Item env:NODE_OPTIONS -ErrorAction Ignore

    # A list from a command line is one text.
    $Suite, $Target, $Only, $Contender = ($Suite -split ','), ($Target -split ','), ($Only -split ','), ($Contender -split ',')
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
        Fuzz {
            & $PSScriptRoot/tools/Fuzz.ps1 -Minutes $Minutes -Target $Target
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
    # Errors that the scripts throw, and those of programs, say all. Anything else is a defect in a script: show its place.
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
