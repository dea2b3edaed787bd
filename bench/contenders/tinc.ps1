# tinc as a switch, over TCP only.
@{
    Name = 'tinc'
    Title = 'tinc, switch over TCP'
    Ours = $false
    Routed = $true
    Package = @('tinc')
    Program = 'tincd'
    Version = { (@(& tincd --version)[0] -split ' ')[2] }
    Start = {
        param($Lab)
        foreach ($number in 1, 2) {
            $folder = "$($Lab.Folder)/host$number"
            $null = [IO.Directory]::CreateDirectory("$folder/hosts")
            $settings = @("Name = host$number", 'Mode = switch', 'AddressFamily = ipv4'
                'DeviceType = tap', 'Device = /dev/net/tun', 'Interface = tap0'
                $(if ($number -eq 1) { 'ConnectTo = host2' }))
            [IO.File]::WriteAllLines("$folder/tinc.conf", [string[]] $settings)
            [IO.File]::WriteAllText("$folder/hosts/host$number", "Address = 10.83.$number.1`nTCPOnly = yes`n")
            [IO.File]::WriteAllText("$folder/tinc-up", "#!/bin/sh`nip addr add 10.10.10.$number/24 dev tap0`nip link set tap0 up`n")
            & chmod +x "$folder/tinc-up"
            # Without a terminal it asks nothing, and adds the public key to the host's file.
            $null = & sh -c 'exec tincd -c "$1" -K 2048 </dev/null 2>&1' sh $folder
        }
        [IO.File]::Copy("$($Lab.Folder)/host1/hosts/host1", "$($Lab.Folder)/host2/hosts/host1")
        [IO.File]::Copy("$($Lab.Folder)/host2/hosts/host2", "$($Lab.Folder)/host1/hosts/host2")
        $ids = @(foreach ($number in 2, 1) {
            $folder = "$($Lab.Folder)/host$number"
            (Open-LabProcess $Lab "host$number" "tinc-host$number" @('tincd', '-c', $folder, '-D', '-d', '1', "--pidfile=$folder/pid")).Id
        })
        @{ Target = '10.10.10.2'; ProcessIds = $ids }
    }
}
