# Installs and builds what the benchmarks need, and runs them: bench/bench.ps1 in namespaces of its own, bench/Micro as it is.
# Exit code 0: everything of Gelf ran, however fast.
param(
    [ValidateSet('Micro', 'Import', 'Network', 'Slow', 'Endurance')]
    [string[]] $Only,
    [ValidateRange('Positive')]
    [int] $Rounds,
    [ValidateRange('Positive')]
    [double] $Seconds,
    [string[]] $Contender,
    [ValidateRange('NonNegative')]
    [double] $Endurance,
    [string] $CongestionControl,
    [switch] $Quick
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/Root.ps1
. $PSScriptRoot/../bench/contenders.ps1
$root = Split-Path $PSScriptRoot
$out = "$root/out/bench"

$available = (Get-Content /proc/sys/net/ipv4/tcp_available_congestion_control) -split ' '
if ($CongestionControl -and $CongestionControl -notin $available) {
    throw "There is no congestion control '$CongestionControl' here; there are $($available -join ', ')."
}
if (-not $Only) {
    $Only = @('Micro', 'Import', 'Network', 'Slow') + @(if ($Endurance) { 'Endurance' })
}
elseif ('Endurance' -in $Only -and -not $Endurance) {
    $Endurance = $Quick ? 0.2 : 10
}
if ($Quick) {
    $Rounds = 1
    $Seconds = [Math]::Min($Seconds, 1)
}
$chosen = @(Get-Contender $Contender)

# Bench leaves out a contender that it cannot install, says so in the report, and measures the others.
function Install-Contender {
    $packages = $chosen | Where-Object { -not (Test-Contender $_) } | ForEach-Object { $_.Package } | Sort-Object -Unique
    if (-not $packages) {
        return
    }
    if (-not (Test-Program apt-get)) {
        Write-Warning "There is no apt-get to install $packages with; they are left out."
        return
    }
    $PSNativeCommandUseErrorActionPreference = $false
    # At run level 1 packages do not start their services.
    $program, $arguments = $asRoot + 'env' + 'RUNLEVEL=1' + 'DEBIAN_FRONTEND=noninteractive' + 'apt-get' + '-q' + '-y'
    & $program @arguments update
    foreach ($package in $packages) {
        & $program @arguments install --no-install-recommends $package
        if ($LASTEXITCODE) {
            Write-Warning "$package could not be installed; what needs it is left out."
        }
    }
}

# Shows the tables only: the log is long.
function Measure-Part {
    Write-Host "Measuring parts of the engine, which takes some minutes; the log is $out/micro.log ..."
    $PSNativeCommandUseErrorActionPreference = $false
    $options = $Quick ? @('--job', 'dry') : @()
    dotnet (Get-BenchProgram Micro) --artifacts $out/micro --join @options *> $out/micro.log
    if ($LASTEXITCODE) {
        throw "measuring parts of the engine failed; $out/micro.log says why."
    }
    (Get-Content $out/micro.log) -match '^\|[ -]'
}

# Measures Import-Module in a new shell, with all files in the kernel's cache.
function Measure-Import {
    $command = "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$root/out/Gelf/Gelf.psd1'; `$watch.ElapsedMilliseconds"
    $null = & $root/gelf -Command $command
    $times = @(1..($Quick ? 3 : 11) | ForEach-Object { [int] (& $root/gelf -Command $command) } | Sort-Object)
    $line = "Import-Module in pwsh: median $($times[$times.Count -shr 1]) ms of $($times.Count) ($($times[0]) to $($times[-1]) ms)"
    Set-Content $out/import.txt $line
    $line
}

$inLab = $Only | Where-Object { $_ -notin 'Micro', 'Import' }
$asRoot = @(Get-RootPrefix) # asked first: no use in a build whose product cannot run
$null = New-Item -ItemType Directory -Force $out
$exitCode = 0

if ($inLab -or 'Import' -in $Only) {
    # Build the module now: the lab's namespaces have no network to restore packages from.
    & $root/gelf -Command ''
}
if ($inLab) {
    & $PSScriptRoot/SystemPackages.ps1 -Name iproute2, iputils-ping, iperf3, util-linux, procps
    Install-Contender
    dotnet build $root/bench/TabLimit -c Release --nologo -v quiet
    dotnet build $root/bench/TabHeap -c Release --nologo -v quiet

    $PSNativeCommandUseErrorActionPreference = $false
    $program, $arguments = $asRoot + 'sh' + "$PSScriptRoot/in-namespace.sh" + "$root/gelf" + "$root/bench/bench.ps1"
    # Pass names, not wildcards: PowerShell would expand an asterisk to file names.
    & $program @arguments -Part ($inLab -join ',') -Rounds $Rounds -Seconds $Seconds -Contender ($chosen.Name -join ',') `
        -Endurance $Endurance -CongestionControl $CongestionControl -Out $out
    $exitCode = $LASTEXITCODE
    $PSNativeCommandUseErrorActionPreference = $true
    if ('Network' -in $inLab -and (Test-Path $out/bench.json)) {
        dotnet build $root/bench/Figures -c Release --nologo -v quiet
        dotnet (Get-BenchProgram Figures) $out/bench.json $out
        "The pictures are $out/figures-light.svg and $out/figures-dark.svg."
    }
}
if ('Import' -in $Only) {
    Measure-Import
}
if ('Micro' -in $Only) {
    dotnet build $root/bench/Micro -c Release --nologo -v quiet
    Measure-Part
}
exit $exitCode
