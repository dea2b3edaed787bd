# Dot-source this to run what needs root, and to find out which programs there are.

function Test-Program {
    param([string] $Name)
    # Get-Command also finds what is not executable.
    [bool] (Get-Command $Name -All -CommandType Application -ErrorAction Ignore | Where-Object { (Get-Item $_.Source).UnixMode -like '*x*' })
}

# The words to put before a program that needs root: none, or sudo with the environment that matters to us.
function Get-RootPrefix {
    if ([Environment]::IsPrivilegedProcess) {
        return
    }
    if (-not (Test-Program sudo)) {
        throw 'This needs root, for network namespaces and taps, and there is no sudo: run it as root.'
    }
    # Root has a home of its own, and no network in namespaces: the packages that ./gelf needs there are the caller's.
    'sudo', '--', 'env', "PATH=$env:PATH", "NUGET_PACKAGES=$($env:NUGET_PACKAGES ?? "$HOME/.nuget/packages")"
    foreach ($variable in Get-Item env:DOTNET_ROOT, env:CI -ErrorAction Ignore) {
        "$($variable.Name)=$($variable.Value)"
    }
}
