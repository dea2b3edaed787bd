# Installs the system packages that are missing; by default all that tests and examples need.
param(
    [string[]] $Name = @('iproute2', 'iputils-ping', 'iperf3', 'util-linux', 'procps', 'gcc', 'libc6-dev',
        'gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross', 'libstdc++6-arm64-cross', 'qemu-user', 'mmdebstrap',
        'chromium', 'chromium-driver', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'tmux', 'systemd')
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/Root.ps1

# Look for the programs, not for packages: another distribution, or an admin, may have installed them.
$brings = @{
    'iproute2' = 'ip'
    'iputils-ping' = 'ping'
    'iperf3' = 'iperf3'
    'util-linux' = 'unshare'
    'procps' = 'ps'
    'gcc' = 'gcc'
    'libc6-dev' = '/usr/include/stdio.h'
    'gcc-aarch64-linux-gnu' = 'aarch64-linux-gnu-gcc'
    'libc6-dev-arm64-cross' = '/usr/aarch64-linux-gnu/include/stdio.h'
    'libstdc++6-arm64-cross' = '/usr/aarch64-linux-gnu/lib/libstdc++.so.6'
    'qemu-user' = 'qemu-aarch64'
    'mmdebstrap' = 'mmdebstrap'
    'chromium' = 'chromium'
    'chromium-driver' = 'chromedriver'
    'firefox-esr' = 'firefox-esr'
    'webkit2gtk-driver' = 'WebKitWebDriver'
    'xvfb' = 'Xvfb'
    'tmux' = 'tmux'
    'afl++' = 'afl-fuzz'
    'systemd' = 'systemd-analyze'
}
$missing = @($Name | Where-Object { -not ($brings[$_] -like '/*' ? (Test-Path $brings[$_]) : (Test-Program $brings[$_])) })
if (-not $missing) {
    return
}
if (-not (Test-Program apt-get)) {
    throw "These are missing, and there is no apt-get to install them with: $($brings[$missing]). Install what brings them."
}
Write-Host "Installing $missing ..."
$program, $arguments = @(Get-RootPrefix) + 'env' + 'DEBIAN_FRONTEND=noninteractive' + 'apt-get' + '-q' + '-y'
& $program @arguments update | Out-Host
& $program @arguments install --no-install-recommends @missing | Out-Host
