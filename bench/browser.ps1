# Dot-sourced by bench.ps1: a browser on the phone.

function Open-LabBrowser {
    param($Lab, [string] $Url, [string] $Browser = 'chromium')
    # A join link carries the token, and command lines can be read by everybody: the page is reached by way of a file.
    $start = "$($Lab.Folder)/start.html"
    Set-Content $start "<meta http-equiv=`"refresh`" content=`"0;url=$([Net.WebUtility]::HtmlEncode($Url))`">"
    $program = switch ($Browser) {
        chromium {
            'chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'
            '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'
            '--remote-debugging-port=0', "--user-data-dir=$($Lab.Folder)/profile"
        }
        # A Firefox that can be driven welcomes nobody and looks for no updates.
        firefox { 'firefox-esr', '--headless', '--marionette' }
        # WebKitGTK needs a screen. This one is in memory, and known in the phone's namespace only.
        webkit {
            $onScreen = @'
mkfifo "$1/display"
Xvfb :0 -displayfd 3 -nolock -nolisten unix -nolisten tcp 3>"$1/display" &
read -r display <"$1/display"
shift
exec env DISPLAY=":$display" GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 "$@"
'@
            'sh', '-c', $onScreen, 'sh', $Lab.Folder, $miniBrowser
        }
    }
    # Browsers leave folders of their own behind when they are killed; here they go with the rest.
    $folders = 'HOME', 'TMPDIR', 'XDG_RUNTIME_DIR' | ForEach-Object { "$_=$($Lab.Folder)" }
    # C.UTF-8 would give WebKitGTK a language that no phone has, and that Intl refuses.
    $null = Open-LabProcess $Lab phone $Browser ('env', 'LC_ALL=C' + $folders + $program + "file://$start")
}

# The file in which Chromium says on which port it can be debugged.
function Get-DebuggingPortFile {
    param($Lab)
    $file = "$($Lab.Folder)/profile/DevToolsActivePort"
    Wait-Lab $Lab 'Chromium says where it can be debugged' { Test-Path $file }
    $file
}
