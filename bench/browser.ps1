# Dot-sourced by bench.ps1: Chromium on the phone.

$script:browserFlags = @(
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--remote-debugging-port=0')

function Open-LabBrowser {
    param($Lab, [string] $Url)
    # A join link carries the token, and command lines can be read by everybody: the page is reached by way of a file.
    $start = "$($Lab.Folder)/start.html"
    [IO.File]::WriteAllText($start, "<meta http-equiv=`"refresh`" content=`"0;url=$([Net.WebUtility]::HtmlEncode($Url))`">")
    # Chromium leaves folders of its own behind when it is killed; here they go with the rest.
    $line = @('env', "TMPDIR=$($Lab.Folder)", 'chromium') + $script:browserFlags + @("--user-data-dir=$($Lab.Folder)/profile", "file://$start")
    $null = Open-LabProcess $Lab phone 'chromium' $line
}

# The file in which Chromium says on which port it can be debugged.
function Get-DebuggingPortFile {
    param($Lab)
    $file = "$($Lab.Folder)/profile/DevToolsActivePort"
    Wait-Lab $Lab 'Chromium says where it can be debugged' { [IO.File]::Exists($file) }
    $file
}
