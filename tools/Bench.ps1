# Installs and builds what the benchmarks need, and runs them: bench/bench.ps1 in namespaces of its own, bench/Micro as it is.
# Exit code 0: everything of Gelf ran, however fast.
param(
    [string[]] $Only,
    [int] $Rounds,
    [double] $Seconds,
    [string[]] $Contender,
    [double] $Endurance,
    [string] $CongestionControl,
    [switch] $Quick
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Native.ps1"
. "$PSScriptRoot/../bench/contenders.ps1"
. "$PSScriptRoot/../bench/programs.ps1"
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")
$out = "$root/out/bench"

$known = 'Micro', 'Import', 'Network', 'Slow', 'Endurance'
$unknown = @($Only | Where-Object { $_ -notin $known })
if ($unknown) {
    throw "There is no part '$unknown' to measure; there are $($known -join ', ')."
}
if ($Rounds -lt 1 -or $Seconds -le 0 -or $Endurance -lt 0) {
    throw "-Rounds must be 1 or more, -Seconds more than 0 and -Endurance 0 or more; they are $Rounds, $Seconds and $Endurance."
}
$available = @([IO.File]::ReadAllText('/proc/sys/net/ipv4/tcp_available_congestion_control').Trim() -split '\s+')
if ($CongestionControl -and $CongestionControl -notin $available) {
    throw "There is no congestion control '$CongestionControl' here; there are $($available -join ', ')."
}
if (-not $Only) {
    $Only = @('Micro', 'Import', 'Network', 'Slow') + @(if ($Endurance) { 'Endurance' })
}
elseif ('Endurance' -in $Only -and -not $Endurance) {
    $Endurance = if ($Quick) { 0.2 } else { 10 }
}
if ($Quick) {
    $Rounds = 1
    $Seconds = [Math]::Min($Seconds, 1)
}
$chosen = @(Get-Contender $Contender)

# A contender that cannot be had is left out, and the report says so; no reason to measure nothing.
function Install-Contender {
    [string[]] $wanted = @($chosen | Where-Object { $_['Package'] -and -not (Test-Contender $_) } | ForEach-Object { $_.Package })
    $packages = @([Collections.Generic.SortedSet[string]]::new($wanted))
    if (-not $packages) {
        return
    }
    if (-not (Test-Program apt-get)) {
        [Console]::Error.WriteLine("bench: there is no apt-get to install $packages with; they are left out.")
        return
    }
    # At run level 1 a package starts none of its services.
    $line = $asRoot + @('env', 'RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y')
    $null = Invoke-Line ($line + 'update')
    foreach ($package in $packages) {
        if ((Invoke-Line ($line + @('install', '--no-install-recommends', $package))) -ne 0) {
            [Console]::Error.WriteLine("bench: $package could not be installed; what needs it is left out.")
        }
    }
}

# Runs a program, however few arguments it has, and returns its exit code.
function Invoke-Line {
    param([string[]] $Line)
    $program = $Line[0]
    [string[]] $arguments = if ($Line.Count -gt 1) { $Line[1..($Line.Count - 1)] }
    & $program @arguments | Out-Host
    $LASTEXITCODE
}

# The log is long; the tables in it are what one wants to see.
function Invoke-Micro {
    [Console]::Out.WriteLine("Measuring parts of the engine, which takes some minutes; the log is $out/micro.log ...")
    [string[]] $line = @((Get-BenchProgram Micro), '--artifacts', "$out/micro", '--join') + @(if ($Quick) { '--job', 'dry' })
    $log = [IO.StreamWriter]::new("$out/micro.log")
    try {
        & dotnet @line 2>&1 | ForEach-Object { $log.WriteLine("$_") }
    }
    finally {
        $log.Dispose()
    }
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine("bench: measuring parts of the engine failed; $out/micro.log says why.")
        return $false
    }
    [IO.File]::ReadAllLines("$out/micro.log") | Where-Object { $_.StartsWith('| ') -or $_.StartsWith('|--') } | Out-Host
    $true
}

# How long Import-Module takes in a shell that has just started, when all files are in the kernel's cache.
function Invoke-Import {
    $command = "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$root/out/Gelf/Gelf.psd1'; [Console]::Out.Write(`$watch.ElapsedMilliseconds)"
    $shell = if (Test-Program pwsh) { @('pwsh', '-NoProfile', '-Command') } else { @('dotnet', "$root/out/shell/Gelf.Shell.dll", '--no-module', '-Command') }
    $program, $arguments = $shell + $command
    $null = & $program @arguments
    $times = @(foreach ($turn in 1..$(if ($Quick) { 3 } else { 11 })) { [int] "$(& $program @arguments)" })
    [Array]::Sort($times)
    $line = "Import-Module in $($shell[0]): median $($times[($times.Count - 1) / 2]) ms of $($times.Count) ($($times[0]) to $($times[-1]) ms)"
    [IO.File]::WriteAllText("$out/import.txt", "$line`n")
    $line
}

$inLab = @($Only | Where-Object { $_ -notin 'Micro', 'Import' })
$asRoot = @(Get-RootPrefix) # asked first: no use in a build whose product cannot run
$null = [IO.Directory]::CreateDirectory($out)
$exitCode = 0

if ($inLab) {
    & "$PSScriptRoot/SystemPackages.ps1" -Name iproute2, iputils-ping, iperf3, util-linux, procps
    Install-Contender
    foreach ($name in 'TabLimit', 'TabHeap') {
        Invoke-Native dotnet 'build', "$root/bench/$name", '-c', 'Release', '--nologo', '-v', 'quiet'
    }
    # In its namespaces there is no network to restore packages from: both shell and module are built now.
    Invoke-Native "$root/gelf" '-Command', '$null'

    # By their names: PowerShell would take an asterisk for the names of files.
    $line = $asRoot + @('sh', "$PSScriptRoot/in-namespace.sh", "$root/gelf", "$root/bench/bench.ps1"
        '-Part', ($inLab -join ','), '-Rounds', "$Rounds", '-Seconds', $Seconds.ToString([cultureinfo]::InvariantCulture)
        '-Contender', (($chosen | ForEach-Object { $_.Name }) -join ','), '-Endurance', $Endurance.ToString([cultureinfo]::InvariantCulture)
        '-CongestionControl', $CongestionControl, '-Out', $out)
    try {
        $exitCode = Invoke-Line $line
    }
    finally {
        # Empty: what was mounted there went with the namespaces.
        if ([IO.Directory]::Exists("$out/.work")) {
            [IO.Directory]::Delete("$out/.work")
        }
    }
}

if ('Import' -in $Only) {
    Invoke-Native "$root/gelf" '-Command', '$null'
    Invoke-Import | Out-Host
}

if ('Micro' -in $Only) {
    Invoke-Native dotnet 'build', "$root/bench/Micro", '-c', 'Release', '--nologo', '-v', 'quiet'
    if (-not (Invoke-Micro)) {
        $exitCode = 1
    }
}
exit $exitCode
