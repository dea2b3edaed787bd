# The shell of one of the demo's hosts: runs the commands that come on standard input, one a line, until it ends.
while ($null -ne ($line = [Console]::In.ReadLine())) {
    try {
        . ([scriptblock]::Create($line))
        [Console]::Out.WriteLine('--- done ---')
    }
    catch {
        [Console]::Out.WriteLine("--- failed: $($_.Exception.Message)")
    }
}
Get-Job | Remove-Job -Force
