# tinc as a switch, over TCP only.
@{
    Name = 'tinc'
    Title = 'tinc, switch over TCP'
    Ours = $false
    Routed = $true
    Package = @('tinc')
    Program = 'tincd'
    Version = { ((tincd --version)[0] -split ' ')[2] }
    Start = {
        param($Lab)
        foreach ($number in 1, 2) {
            $folder = "$($Lab.Folder)/host$number"
            $null = New-Item -ItemType Directory "$folder/hosts"
            Set-Content "$folder/tinc.conf" "Name = host$number", 'Mode = switch', 'AddressFamily = ipv4', 'DeviceType = tap',
                'Device = /dev/net/tun', 'Interface = tap0', ($number -eq 1 ? 'ConnectTo = host2' : '')
            Set-Content "$folder/hosts/host$number" "Address = 10.83.$number.1", 'TCPOnly = yes'
            Set-Content "$folder/tinc-up" '#!/bin/sh', "ip addr add 10.10.10.$number/24 dev tap0", 'ip link set tap0 up'
            chmod +x "$folder/tinc-up"
            # Without a terminal it asks nothing, and adds the public key to the host's file.
            $null = '' | tincd -c $folder -K 2048 2>&1
        }
        Copy-Item "$($Lab.Folder)/host1/hosts/host1" "$($Lab.Folder)/host2/hosts"
        Copy-Item "$($Lab.Folder)/host2/hosts/host2" "$($Lab.Folder)/host1/hosts"
        $ends = foreach ($number in 2, 1) {
            $folder = "$($Lab.Folder)/host$number"
            Open-LabProcess $Lab host$number tinc-host$number 'tincd', '-c', $folder, '-D', '-d', '1', "--pidfile=$folder/pid"
        }
        @{ Target = '10.10.10.2'; ProcessIds = $ends.Id }
    }
}
