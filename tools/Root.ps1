# Dot-source this to run what needs root, and to find out which programs there are.

function Test-Program {
    param([string] $Name)
    [bool] (Get-Command $Name -CommandType Application -ErrorAction Ignore)
}

# The words to put before a program that needs root: none, or sudo with the environment that matters to us.
function Get-RootPrefix {
    if ([Environment]::IsPrivilegedProcess) {
        return
    }
    if (-not (Test-Program sudo)) {
        throw 'This needs root, for network namespaces and taps, and there is no sudo: run it as root.'
    }
    'sudo', '--', 'env'
    foreach ($name in 'PATH', 'HOME', 'NUGET_PACKAGES', 'DOTNET_ROOT', 'CI') {
        if (Test-Path "env:$name") {
            "$name=$((Get-Item "env:$name").Value)"
        }
    }
}
