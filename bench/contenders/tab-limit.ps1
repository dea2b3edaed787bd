# A tab that passes messages of 256 KiB from one WebSocket to another, and knows nothing of Gelf: as fast as any wire in a tab.
@{
    Name = 'tab-limit'
    Title = 'a bare tab, Chromium'
    Ours = $false
    Routed = $false
    Package = @('chromium')
    Program = 'chromium'
    Measure = {
        param($Lab, $Seconds, $Run)
        $source, $sink = '10.83.1.1:7100', '10.83.2.1:7100'
        $meter = Open-LabProcess $Lab host1 tab-limit 'dotnet', (Get-BenchProgram TabLimit), $source, $sink, 'host2', '1', $Seconds
        $log = "$($Lab.Folder)/tab-limit.log"
        Wait-Lab $Lab 'source and sink listen' { (Get-Content $log -ErrorAction Ignore) -match 'listening' } -Process $meter
        Open-LabBrowser $Lab "http://$source/#ws://$sink/"
        Wait-LabProcess $Lab $meter 'the measurement through the tab' -Seconds ($Seconds + 90)
        if ($meter.ExitCode) {
            throw "nothing came through the tab.$(Get-LabLog $Lab)"
        }
        $Run.oneStream = [double] (Get-Content $log -Tail 1) / 1e9
    }
}
