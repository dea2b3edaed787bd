# Dot-sourced by bench.ps1: on what machine, and with which versions.

function Get-MachineDescription {
    $cpu = Get-Content /proc/cpuinfo
    [ordered]@{
        date = Get-Date -AsUTC -UFormat '%Y-%m-%d %H:%M UTC'
        cores = [Environment]::ProcessorCount
        cpu = @($cpu -match '^model name' -replace '^.*?: ') + 'unknown' | Select-Object -First 1
        aes = [bool] ($cpu -match '^(flags|Features).*\baes\b')
        memoryMiB = [int] (((Get-Content /proc/meminfo) -match '^MemTotal:' -replace '\D')[0] / 1024)
        kernel = uname -r
        congestionControl = Get-Content /proc/sys/net/ipv4/tcp_congestion_control
        loadAverageBefore = ((Get-Content /proc/loadavg) -split ' ')[0]
    }
}

function Get-ProgramVersion {
    param($Contenders)
    $versions = [ordered]@{
        Gelf = Get-GelfVersion
        # The relays' shell is this one, by the same choice: what it takes is a part of their memory.
        PowerShell = "$($PSVersionTable.PSVersion)"
        '.NET' = "$([Environment]::Version)"
        iperf3 = ((iperf3 --version)[0] -split ' ')[1]
    }
    if (Test-Program chromium) {
        $versions.Chromium = ((chromium --version 2>$null) -split ' ')[1]
    }
    foreach ($contender in $Contenders | Where-Object { $_['Version'] }) {
        $versions[$contender.Package[0]] = "$(& $contender.Version)".Trim()
    }
    $versions
}

# The commit, where there is git to tell it: a benchmark of what nobody can name is of no use.
function Get-GelfVersion {
    $PSNativeCommandUseErrorActionPreference = $false
    $commit = if (Test-Program git) { git -c "safe.directory=$root" -C $root describe --always --dirty 2>$null }
    $commit ? $commit : 'unknown commit'
}
