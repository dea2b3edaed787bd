# A tab that passes messages of 256 KiB from one WebSocket to another, and knows nothing of Gelf: as fast as any wire in a tab.
@{
    Name = 'tab-limit'
    Title = 'a bare tab, Chromium'
    Ours = $false
    Routed = $false
    Package = @('chromium')
    Program = 'chromium'
    Measure = {
        $Lab, $null, $Seconds, $Run = $args
        $source = '10.83.1.1:7100'
        $sink = '10.83.2.1:7100'
        $line = @('dotnet', (Get-BenchProgram TabLimit), $source, $sink, 'host2', '1') + $Seconds.ToString([cultureinfo]::InvariantCulture)
        $meter = Open-LabProcess $Lab host1 'tab-limit' $line
        $log = "$($Lab.Folder)/tab-limit.log"
        Wait-Lab $Lab 'source and sink listen' { [IO.File]::Exists($log) -and [IO.File]::ReadAllText($log).Contains('listening') }
        Open-LabBrowser $Lab "http://$source/#ws://$sink/"
        if (-not $meter.WaitForExit([int] ($Seconds + 90) * 1000) -or $meter.ExitCode -ne 0) {
            throw "nothing came through the tab.$(Get-LabLog $Lab)"
        }
        $Run.oneStream = [double] [IO.File]::ReadAllLines($log)[-1] / 1e9
    }
}
