# Installs those of the system packages that are missing. By default everything that tests and examples run.
param(
    [string[]] $Name = @('iproute2', 'iputils-ping', 'iperf3', 'util-linux', 'procps', 'gcc', 'libc6-dev', 'chromium', 'chromium-driver',
        'firefox-esr', 'webkit2gtk-driver', 'xvfb')
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Native.ps1"

# By what they bring rather than by dpkg's word: another distribution, or a hand, may have put it there.
$brings = @{
    'iproute2' = 'ip'
    'iputils-ping' = 'ping'
    'iperf3' = 'iperf3'
    'util-linux' = 'unshare'
    'procps' = 'ps'
    'gcc' = 'gcc'
    'libc6-dev' = '/usr/include/stdio.h'
    'chromium' = 'chromium'
    'chromium-driver' = 'chromedriver'
    'firefox-esr' = 'firefox-esr'
    'webkit2gtk-driver' = 'WebKitWebDriver'
    'xvfb' = 'Xvfb'
}
$missing = @($Name | Where-Object {
    $brought = $brings[$_]
    -not ($(if ($brought.StartsWith('/')) { [IO.File]::Exists($brought) } else { Test-Program $brought }))
})
if ($missing.Count -eq 0) {
    return
}

$tools = $missing | ForEach-Object { $brings[$_] }
if (-not (Test-Program apt-get)) {
    throw "These are missing, and there is no apt-get to install them with: $tools. Install what brings them."
}
[Console]::Error.WriteLine("Installing $missing ...")
$asRoot = @(Get-RootPrefix) + @('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y')
foreach ($arguments in @(, @('update')), @(, (@('install', '--no-install-recommends') + $missing))) {
    $line = $asRoot + $arguments[0]
    Invoke-Native $line[0] $line[1..($line.Count - 1)]
}
