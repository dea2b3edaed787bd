# OpenVPN with taps, from peer to peer, with TLS and self-made certificates that each side knows by their fingerprints. As it
# comes, but for TCP_NODELAY, which spares it a delay that nobody would want.
foreach ($protocol in 'tcp', 'udp') {
    @{
        Name = "openvpn-$protocol"
        Title = "OpenVPN, tap over $($protocol.ToUpperInvariant()), AES-128-GCM"
        Ours = $false
        Routed = $true
        Package = 'openvpn', 'openssl'
        Program = 'openvpn'
        Version = { (@(& openvpn --version)[0] -split ' ')[1] }
        Protocol = $protocol
        Start = {
            param($Lab, $Contender)
            $fingerprints = @(foreach ($name in 'host1', 'host2') {
                $certificate = "$($Lab.Folder)/$name"
                & openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$name" `
                    -keyout "$certificate.pem.key" -out "$certificate.pem" 2>$null
                (& openssl x509 -in "$certificate.pem" -noout -fingerprint -sha256) -replace '^.*='
            })
            $ids = @(foreach ($number in 1, 2) {
                $isServer = $number -eq 2
                $transport = if ($Contender.Protocol -eq 'udp') { 'udp' } elseif ($isServer) { 'tcp-server' } else { 'tcp-client' }
                $line = @('openvpn', '--dev', 'tap0', '--dev-type', 'tap', '--proto', $transport, '--port', '1194'
                    '--ifconfig', "10.10.10.$number", '255.255.255.0', '--data-ciphers', 'AES-128-GCM', '--verb', '4'
                    '--cert', "$($Lab.Folder)/host$number.pem", '--key', "$($Lab.Folder)/host$number.pem.key"
                    '--peer-fingerprint', $fingerprints[2 - $number])
                $line += if ($isServer) { '--tls-server', '--dh', 'none' }
                    else { '--tls-client', '--remote', '10.83.2.1', '--connect-retry', '1' }
                if ($Contender.Protocol -eq 'tcp') {
                    $line += '--socket-flags', 'TCP_NODELAY'
                }
                (Open-LabProcess $Lab "host$number" "openvpn-host$number" $line).Id
            })
            # What it says, not what it was told: with another cipher the comparison would be another one.
            $log = "$($Lab.Folder)/openvpn-host1.log"
            Wait-Lab $Lab 'OpenVPN uses AES-128-GCM' {
                [IO.File]::Exists($log) -and [IO.File]::ReadAllText($log) -match "Data Channel.*cipher 'AES-128-GCM'"
            }
            @{ Target = '10.10.10.2'; ProcessIds = $ids }
        }
    }
}
